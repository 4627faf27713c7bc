#pragma once

#include <stdint.h>

namespace rig {

// Kept equal to `version` in library.properties by a test.
static constexpr uint8_t firmware_major = 0;
static constexpr uint8_t firmware_minor = 1;
static constexpr uint8_t firmware_patch = 0;

}  // namespace rig
