#pragma once

#include <stdint.h>
#include <string.h>

#include "Frame.h"

namespace rig {

struct ReceivedByte {
  uint32_t received_us;
  uint8_t value;
};

// Finds commands in received bytes, whatever else is among them. Use: put() each byte, then
// call next() until it is false.
class CommandReader {
 public:
  // Longest frame of a kind that this firmware does not know; a longer one is noise.
  static constexpr uint8_t longest_command = 32;
  static constexpr uint32_t longest_pause_us = 20000;

  void put(const ReceivedByte &byte) {
    discard_taken();
    if (byte.received_us - latest_us_ > longest_pause_us) cut();
    latest_us_ = byte.received_us;
    if (size_ < longest_command) bytes_[size_++] = byte.value;
  }

  // True: a valid command stands in kind() and payload() until the next call of put or next.
  bool next() {
    discard_taken();
    while (size_ > 0) {
      if (!may_begin_command()) {
        skip_byte();
      } else if (!complete()) {
        return false;
      } else if (!valid()) {
        skip_byte();
      } else {
        take();
        return true;
      }
    }
    return false;
  }

  uint8_t kind() const { return bytes_[1]; }
  const uint8_t *payload() const { return bytes_ + header_length; }

  // The command's last byte is also the latest that came in, so received_us() belongs to it.
  bool is_latest() const { return taken_ == size_; }
  uint32_t received_us() const { return latest_us_; }

  // A run of bytes that belong to no command counts as one bad command.
  uint32_t bad_commands() const { return bad_commands_; }

 private:
  bool may_begin_command() const {
    if (bytes_[0] != sync) return false;
    if (size_ >= 2 && kind() < first_command) return false;
    return size_ < header_length || length_fits();
  }

  bool length_fits() const {
    const uint8_t expected = command_length(kind());
    if (expected != 0) return length() == expected;
    return length() >= header_length + crc_length && length() <= longest_command;
  }

  bool complete() {
    if (size_ < header_length) return false;
    searching_ = false;
    return size_ >= length();
  }

  bool valid() const {
    Crc32 crc;
    crc.add(bytes_, length());
    return crc.value() == 0;
  }

  void take() {
    taken_ = length();
    if (command_length(kind()) == 0) ++bad_commands_;
  }

  void skip_byte() {
    if (!searching_) ++bad_commands_;
    searching_ = true;
    discard(1);
  }

  void cut() {
    if (size_ > 0 && !searching_) ++bad_commands_;
    size_ = 0;
    searching_ = false;
  }

  void discard_taken() {
    discard(taken_);
    taken_ = 0;
  }

  void discard(uint8_t length) {
    size_ -= length;
    memmove(bytes_, bytes_ + length, size_);
  }

  uint8_t length() const { return bytes_[2]; }

  uint8_t bytes_[longest_command] = {};
  uint8_t size_ = 0;
  uint8_t taken_ = 0;
  bool searching_ = false;
  uint32_t latest_us_ = 0;
  uint32_t bad_commands_ = 0;
};

}  // namespace rig
