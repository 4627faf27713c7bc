#pragma once

#include <avr/io.h>
#include <stdint.h>

#include "../Inline.h"
#include "../Sampler.h"
#include "InterruptLock.h"
#include "Mcu.h"

namespace rig {

// A conversion takes 13 ADC clocks. The interrupt behind it starts the next one 51 CPU cycles
// later (measured in simavr 1.6, not yet on a real board), and the ADC then waits for the next
// edge of its clock. So the spacing is 15 clocks at 500 kHz and 14 at 250 kHz (computed); an
// interrupt of the UART in between delays one conversion, and those behind it, by up to 5 us.
struct AdcClock500kHz {  // 16 MHz / 32; for sources well below 10 kohm
  static constexpr uint8_t prescaler_bits = _BV(ADPS2) | _BV(ADPS0);
  static constexpr uint16_t conversion_spacing_us = 30;
  static constexpr uint16_t hold_us = 3;  // 1.5 ADC clocks from the start to sample-and-hold
};

struct AdcClock250kHz {  // 16 MHz / 64; twice the time to charge the sample-and-hold capacitor
  static constexpr uint8_t prescaler_bits = _BV(ADPS2) | _BV(ADPS1);
  static constexpr uint16_t conversion_spacing_us = 56;
  static constexpr uint16_t hold_us = 6;
};

// The on-chip 10-bit ADC against the supply voltage, on A0, A1 ... The ISR of each conversion
// starts the next. Another converter replaces this header: a class with the same public names.
template <uint8_t Channels, class AdcClock>
class AdcFrontEnd {
 public:
  static constexpr uint8_t channels = Channels;
  static constexpr uint8_t bytes_per_count = 2;
  static constexpr uint8_t oversampling = 4;
  static constexpr uint32_t reference_uv = 5000000;
  static constexpr uint32_t full_scale_counts = 1024UL * oversampling;
  static constexpr uint16_t channel_skew_us = AdcClock::conversion_spacing_us;
  static constexpr uint16_t sampling_delay_us =
      AdcClock::hold_us + (oversampling - 1) * channels * channel_skew_us / 2;
  // From the start of the first conversion to the interrupt behind the last one.
  static constexpr uint16_t conversions_us = oversampling * channels * channel_skew_us;

  using SampleType = Sample<int16_t, Channels>;

  void begin() {
    for (uint8_t channel = 0; channel < channels; ++channel)
      DIDR0 |= _BV(adc_input(channel));  // no digital input buffer on an analog pin
    ADMUX = supply_reference | adc_input(0);
    ADCSRB = 0;
    ADCSRA = enabled;
  }

  bool take(SampleType &sample) { return sampler_.take(sample); }
  bool waiting() const { return sampler_.waiting(); }

  uint32_t missed_ticks() const {
    InterruptLock lock;
    return sampler_.missed_ticks();
  }

  uint16_t start_delay_max_us() const {
    InterruptLock lock;
    return sampler_.start_delay_max_us();
  }

  // For interrupts only.
  template <class Clock, class Lines>
  RIG_INLINE void on_tick(const Clock &clock, const Lines &lines) {
    if (sampler_.busy()) return sampler_.miss();
    const uint16_t delay_us = clock.since_tick_us();
    start_conversion();
    sampler_.begin(clock.tick_in_interrupt(), clock.tick_us_in_interrupt(), delay_us,
                   lines.status());
  }

  // The result is read before the next channel is chosen, and the sum is done while the next
  // conversion already runs. After the last one channel 0 is chosen, a long time ahead.
  RIG_INLINE void on_converted() {
    const int16_t conversion = ADC;
    ADMUX = supply_reference | adc_input(sampler_.next_channel());
    if (!sampler_.on_last()) start_conversion();
    sampler_.add(conversion);
  }

 private:
  static_assert(Channels <= 6, "A0 to A5 are on every board");

  static constexpr uint8_t supply_reference = _BV(REFS0);
  static constexpr uint8_t enabled = _BV(ADEN) | _BV(ADIE) | AdcClock::prescaler_bits;

  static RIG_INLINE void start_conversion() { ADCSRA = enabled | _BV(ADSC); }

  Sampler<int16_t, Channels, oversampling> sampler_;
};

}  // namespace rig
