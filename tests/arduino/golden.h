#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using Bytes = std::vector<uint8_t>;

// A sink for FrameWriter.
struct ByteSink {
  void put(uint8_t byte) { bytes.push_back(byte); }
  Bytes bytes;
};

inline std::map<std::string, Bytes> read_golden_frames(const char *path) {
  std::map<std::string, Bytes> frames;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string name, hex;
    words >> name;
    while (words >> hex) frames[name].push_back(std::strtoul(hex.c_str(), nullptr, 16));
  }
  return frames;
}

inline std::map<std::string, Bytes> &golden() {
  static auto frames = read_golden_frames(GOLDEN_FRAMES);
  return frames;
}

inline Bytes operator+(Bytes left, const Bytes &right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}
