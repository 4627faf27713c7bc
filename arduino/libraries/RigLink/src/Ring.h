#pragma once

#include <stdint.h>

#include "Inline.h"

namespace rig {

// A queue between one producer and one consumer, of which one may be an interrupt. The indices
// run freely and wrap at 256; each is one byte and written by one side only, so no side ever
// has to lock out the other.
template <class T, uint8_t Size>
class Ring {
  static_assert(Size > 0 && (Size & (Size - 1)) == 0, "the size of a ring is a power of two");
  static_assert(Size <= 128, "full and empty must differ in an 8-bit index");

 public:
  uint8_t used() const { return static_cast<uint8_t>(head_ - tail_); }
  uint8_t room() const { return static_cast<uint8_t>(Size - used()); }
  bool empty() const { return head_ == tail_; }

  // False, and nothing done, if there is no room.
  RIG_INLINE bool put(const T &item) {
    const uint8_t head = head_;
    if (static_cast<uint8_t>(head - tail_) == Size) return false;
    items_[head & (Size - 1)] = item;
    finish_memory_access();
    head_ = head + 1;
    return true;
  }

  // False, and nothing done, if the ring is empty.
  RIG_INLINE bool take(T &item) {
    const uint8_t tail = tail_;
    if (tail == head_) return false;
    finish_memory_access();
    item = items_[tail & (Size - 1)];
    finish_memory_access();
    tail_ = tail + 1;
    return true;
  }

 private:
  // The items are not volatile: without this the compiler may move them across an index.
  static RIG_INLINE void finish_memory_access() { __asm__ __volatile__("" ::: "memory"); }

  T items_[Size] = {};
  volatile uint8_t head_ = 0;
  volatile uint8_t tail_ = 0;
};

}  // namespace rig
