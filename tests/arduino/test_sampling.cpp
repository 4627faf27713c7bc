// The ring, the order of conversions, missed ticks, and the record of the serial number.

#include <cstring>

#include "Ring.h"
#include "Sampler.h"
#include "SerialRecord.h"
#include "tests.h"

namespace {

void ring_fills_and_empties() {
  rig::Ring<uint8_t, 4> ring;
  uint8_t item = 0;
  CHECK(ring.empty() && !ring.take(item));
  for (uint8_t i = 0; i < 4; ++i) CHECK(ring.put(i));
  CHECK(!ring.put(99) && ring.room() == 0 && ring.used() == 4);
  for (uint8_t i = 0; i < 4; ++i) CHECK(ring.take(item) && item == i);
  CHECK(ring.empty());
}

void ring_wraps_around() {
  rig::Ring<int, 128> ring;
  int item = 0;
  for (int i = 0; i < 100; ++i) ring.put(i);
  for (int i = 100; i < 2000; ++i) {
    CHECK(ring.put(i) && ring.take(item) && item == i - 100);
    CHECK(ring.used() == 100 && ring.room() == 28);
  }
}

void conversions_run_in_rounds() {
  rig::Oversampler<int16_t, 3, 4> oversampler;
  CHECK(!oversampler.busy());
  oversampler.begin();
  for (int i = 0; i < 12; ++i) {
    CHECK(oversampler.busy() && oversampler.channel() == i % 3);
    CHECK(oversampler.next_channel() == (i + 1) % 3);
    CHECK(oversampler.on_last() == (i == 11));
    oversampler.add(static_cast<int16_t>(100 * (i % 3) + i / 3));
  }
  CHECK(!oversampler.busy());
  for (uint8_t channel = 0; channel < 3; ++channel)
    CHECK(oversampler.sum(channel) == 400 * channel + 6);
}

void largest_sum_fits() {
  rig::Oversampler<int16_t, 1, 4> oversampler;
  oversampler.begin();
  while (oversampler.busy()) oversampler.add(1023);
  CHECK(oversampler.sum(0) == 4092);
}

using Sampler = rig::Sampler<int16_t, 2, 4>;

// As the front end does it: a tick during conversions is missed.
void tick(Sampler &sampler, uint32_t number, uint16_t delay_us = 5, uint8_t levels = 0) {
  if (sampler.busy()) return sampler.miss();
  sampler.begin(number, number * 1000, delay_us, levels);
}

void convert(Sampler &sampler) {
  while (sampler.busy()) sampler.add(10);
}

void sample_has_number_and_time() {
  Sampler sampler;
  Sampler::SampleType sample;
  CHECK(!sampler.take(sample));
  tick(sampler, 7, 9);
  CHECK(!sampler.waiting());
  convert(sampler);
  CHECK(sampler.waiting() && sampler.take(sample) && !sampler.waiting());
  CHECK(sample.number == 7 && sample.device_time_us == 7009 && sample.status == 0);
  CHECK(sample.counts[0] == 40 && sample.counts[1] == 40);
  CHECK(sampler.start_delay_max_us() == 9 && sampler.missed_ticks() == 0);
}

void missed_tick_is_told_by_the_next_sample() {
  Sampler sampler;
  Sampler::SampleType sample;
  for (uint32_t number = 1; number <= 3; ++number) tick(sampler, number);
  convert(sampler);
  CHECK(sampler.take(sample) && sample.number == 1 && sample.status == 0);
  tick(sampler, 4);
  convert(sampler);
  CHECK(sampler.take(sample) && sample.number == 4 && sample.status == rig::status::tick_missed);
  tick(sampler, 5);
  convert(sampler);
  CHECK(sampler.take(sample) && sample.status == 0 && sampler.missed_ticks() == 2);
}

void sample_has_the_levels_of_its_tick() {
  Sampler sampler;
  Sampler::SampleType sample;
  tick(sampler, 1, 5, rig::status::ttl_in | rig::status::sync);
  tick(sampler, 2);
  convert(sampler);
  CHECK(sampler.take(sample) && sample.status == (rig::status::ttl_in | rig::status::sync));
  tick(sampler, 3, 5, rig::status::ttl_out);
  convert(sampler);
  CHECK(sampler.take(sample) &&
        sample.status == (rig::status::ttl_out | rig::status::tick_missed));
}

void untaken_samples_push_out_the_newest() {
  Sampler sampler;
  Sampler::SampleType sample;
  for (uint32_t number = 1; number <= 6; ++number) {
    tick(sampler, number);
    convert(sampler);
  }
  for (uint32_t number = 1; number <= 4; ++number)
    CHECK(sampler.take(sample) && sample.number == number && sample.status == 0);
  CHECK(!sampler.take(sample) && sampler.missed_ticks() == 2);
  tick(sampler, 7);
  convert(sampler);
  CHECK(sampler.take(sample) && sample.number == 7 && sample.status == rig::status::tick_missed);
}

const uint8_t some_serial[] = {'0', 'Z', 'A', '9', 'B', 'C', 'D', 'E'};

void record_keeps_a_serial() {
  rig::SerialRecord record;
  uint8_t serial[rig::serial_length];
  record.encode(some_serial);
  CHECK(record.decode(serial) && std::memcmp(serial, some_serial, sizeof serial) == 0);
}

void record_knows_rubbish() {
  uint8_t serial[rig::serial_length];
  for (int fill : {0x00, 0xFF, 0x41}) {
    rig::SerialRecord record;
    std::memset(record.bytes, fill, sizeof record.bytes);
    CHECK(!record.decode(serial) && serial[0] == 0 && serial[7] == 0);
  }
  for (int bit = 0; bit < 8 * rig::SerialRecord::length; ++bit) {
    rig::SerialRecord record;
    record.encode(some_serial);
    record.bytes[bit / 8] ^= 1 << bit % 8;
    CHECK(!record.decode(serial));
  }
}

// A valid CRC does not make a record of what another program left there.
void record_wants_its_magic() {
  for (int i : {0, 1}) {
    rig::SerialRecord record;
    uint8_t serial[rig::serial_length];
    record.encode(some_serial);
    record.bytes[i] ^= 0x20;
    rig::Crc32 crc;
    crc.add(record.bytes, 10);
    for (int byte = 0; byte < 4; ++byte) record.bytes[10 + byte] = crc.value() >> 8 * byte & 0xFF;
    CHECK(!record.decode(serial));
  }
}

void serial_has_capitals_and_digits_only() {
  CHECK(rig::SerialRecord::allows(some_serial));
  for (int wrong : {0x00, int('/'), int(':'), int('@'), int('['), int('a'), 0xFF}) {
    uint8_t serial[rig::serial_length];
    std::memcpy(serial, some_serial, sizeof serial);
    serial[7] = static_cast<uint8_t>(wrong);
    CHECK(!rig::SerialRecord::allows(serial));
  }
}

}  // namespace

void test_ring() {
  ring_fills_and_empties();
  ring_wraps_around();
}

void test_sampler() {
  conversions_run_in_rounds();
  largest_sum_fits();
  sample_has_number_and_time();
  missed_tick_is_told_by_the_next_sample();
  sample_has_the_levels_of_its_tick();
  untaken_samples_push_out_the_newest();
}

void test_serial_record() {
  record_keeps_a_serial();
  record_knows_rubbish();
  record_wants_its_magic();
  serial_has_capitals_and_digits_only();
}
