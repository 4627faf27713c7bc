#pragma once

#include <stdint.h>

#ifdef __AVR__
#include <avr/pgmspace.h>
#define RIG_FLASH PROGMEM
#define RIG_READ_FLASH_U32(address) pgm_read_dword(address)
#else
#define RIG_FLASH
#define RIG_READ_FLASH_U32(address) (*(address))
#endif

namespace rig {

// zlib's polynomial, but the register starts at 0 and is not inverted at the end: after a
// valid frame with its CRC it is 0 again.
class Crc32 {
 public:
  // The remainder of a byte is that of its low half xor that of its high half: two tables of 16
  // entries, and the shift by 8 that an AVR does for nothing (a shift by 4 is a loop there).
  void add(uint8_t byte) {
    const uint8_t index = static_cast<uint8_t>(register_) ^ byte;
    register_ = (register_ >> 8) ^ remainder_of_low(index & 0x0F) ^ remainder_of_high(index >> 4);
  }

  void add(const uint8_t *bytes, uint8_t length) {
    while (length--) add(*bytes++);
  }

  uint32_t value() const { return register_; }

 private:
  static uint32_t remainder_of_low(uint8_t nibble) {
    static const uint32_t remainders[16] RIG_FLASH = {
        0x00000000, 0x77073096, 0xEE0E612C, 0x990951BA, 0x076DC419, 0x706AF48F,
        0xE963A535, 0x9E6495A3, 0x0EDB8832, 0x79DCB8A4, 0xE0D5E91E, 0x97D2D988,
        0x09B64C2B, 0x7EB17CBD, 0xE7B82D07, 0x90BF1D91};
    return RIG_READ_FLASH_U32(&remainders[nibble]);
  }

  static uint32_t remainder_of_high(uint8_t nibble) {
    static const uint32_t remainders[16] RIG_FLASH = {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
        0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
        0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};
    return RIG_READ_FLASH_U32(&remainders[nibble]);
  }

  uint32_t register_ = 0;
};

}  // namespace rig
