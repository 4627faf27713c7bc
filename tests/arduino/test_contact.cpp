// Contact as in tests/contact_vectors.txt, the pattern of the cue, and the record of the levels.

#include <cstring>

#include "Contact.h"
#include "Cue.h"
#include "LevelsRecord.h"
#include "tests.h"

namespace {

struct Event {
  uint32_t decided, began;
  int point;
  bool on;
  bool operator==(const Event &other) const {
    return decided == other.decided && began == other.began && point == other.point &&
           on == other.on;
  }
};

// One case of the table, judged while it is read. `offset` is added to all numbers of samples.
struct Case {
  explicit Case(uint32_t offset) : offset(offset), sample(offset) {}

  void read(const std::string &key, std::istringstream &words) {
    if (key == "levels") {
      for (uint16_t &counts : levels.on_counts) words >> counts;
      for (uint16_t &counts : levels.off_counts) words >> counts;
    } else if (key == "debounce") {
      words >> levels.debounce_samples;
    } else if (key == "first") {
      words >> sample;
      sample += offset;
    } else if (key == "gap") {
      uint32_t count;
      words >> count;
      sample += count;
    } else if (key == "run") {
      run(words);
    } else if (key == "event") {
      expect(words);
    } else {
      CHECK(!"a word of the table");
    }
  }

  void run(std::istringstream &words) {
    uint32_t count;
    int16_t counts[rig::contact_points];
    words >> count >> counts[0] >> counts[1] >> counts[2];
    CHECK(!words.fail() && levels.make_sense());
    for (; count > 0; --count, ++sample) {
      const uint8_t changed = detector.judge(levels, sample, counts);
      for (uint8_t point = 0; point < rig::contact_points; ++point)
        if (changed >> point & 1)
          decided.push_back({sample, detector.since_sample(point), point, detector.on(point)});
    }
  }

  void expect(std::istringstream &words) {
    Event event;
    std::string state;
    words >> event.decided >> event.began >> event.point >> state;
    CHECK(!words.fail());
    event.on = state == "on";
    event.decided += offset;
    event.began += offset;
    expected.push_back(event);
  }

  const uint32_t offset;
  uint32_t sample;
  rig::ContactLevels levels = {};
  rig::ContactDetector detector;
  std::vector<Event> decided, expected;
};

void decides_as_in_the_table(uint32_t offset) {
  std::ifstream file(CONTACT_VECTORS);
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    if (!(words >> key) || key[0] == '#') continue;
    if (key == "case")
      cases.emplace_back(offset);
    else
      cases.back().read(key, words);
  }
  CHECK(cases.size() >= 10);
  for (const Case &one : cases) CHECK(one.decided == one.expected);
}

std::string pattern(rig::Cue &cue, uint32_t tick) {
  std::string runs;
  bool sounded = false;
  for (uint32_t i = 0; i < 1000; ++i) {
    const bool sounds = cue.sounds(tick + i);
    if (sounds != sounded) runs += (sounds ? "+" : "-") + std::to_string(i);
    sounded = sounds;
  }
  return runs;
}

void each_point_has_its_pattern() {
  const char *const patterns[] = {"+0", "+0-100+200-300+500-600+700-800", "+0-250+500-750"};
  for (uint32_t tick : {uint32_t(12345), uint32_t(0xFFFFFF00)})
    for (uint8_t point = 0; point < 3; ++point) {
      rig::Cue cue;
      CHECK(!cue.any() && !cue.sounds(tick));
      cue.begin(point, tick);
      CHECK(cue.any() && cue.is_lost(point) && pattern(cue, tick) == patterns[point]);
      cue.end(point, tick + 1000);
      CHECK(!cue.any() && !cue.sounds(tick + 1000));
    }
}

void the_first_lost_point_is_heard() {
  rig::Cue cue;
  cue.begin(2, 0);
  cue.begin(1, 70);
  CHECK(pattern(cue, 70) == "+0-100+200-300+500-600+700-800");
  cue.begin(2, 1200);  // not heard, does not disturb
  CHECK(cue.sounds(1070 + 99) && !cue.sounds(1070 + 150));
  cue.end(1, 2000);
  CHECK(pattern(cue, 2000) == "+0-250+500-750");
}

const rig::ContactLevels some_levels = {{3532, 3500, 3600}, {3104, 3000, 3200}, 20};
const rig::ContactLevels own_levels = {{9, 9, 9}, {8, 8, 8}, 7};

bool same(const rig::ContactLevels &left, const rig::ContactLevels &right) {
  return std::memcmp(&left, &right, sizeof left) == 0;
}

void record_keeps_levels() {
  rig::LevelsRecord record;
  rig::ContactLevels levels = own_levels;
  record.encode(some_levels);
  CHECK(record.decode(levels) && same(levels, some_levels));
}

void rubbish_leaves_the_own_levels() {
  rig::ContactLevels levels = own_levels;
  for (int fill : {0x00, 0xFF, 0x4C}) {
    rig::LevelsRecord record;
    std::memset(record.bytes, fill, sizeof record.bytes);
    CHECK(!record.decode(levels) && same(levels, own_levels));
  }
  for (int bit = 0; bit < 8 * rig::LevelsRecord::length; ++bit) {
    rig::LevelsRecord record;
    record.encode(some_levels);
    record.bytes[bit / 8] ^= 1 << bit % 8;
    CHECK(!record.decode(levels) && same(levels, own_levels));
  }
}

void nonsense_leaves_the_own_levels() {
  const rig::ContactLevels nonsense[] = {{{9, 9, 9}, {9, 8, 8}, 7},     {{9, 9, 9}, {8, 8, 10}, 7},
                                         {{9, 32768, 9}, {8, 8, 8}, 7}, {{9, 9, 9}, {8, 8, 8}, 0},
                                         {{9, 9, 9}, {8, 8, 8}, 1001}};
  for (const rig::ContactLevels &one : nonsense) {
    rig::LevelsRecord record;
    rig::ContactLevels levels = own_levels;
    record.encode(one);
    CHECK(!one.make_sense() && !record.decode(levels) && same(levels, own_levels));
  }
  CHECK((rig::ContactLevels{{32767, 1, 1}, {32766, 0, 0}, 1000}.make_sense()));
}

}  // namespace

void test_contact() {
  decides_as_in_the_table(0);
  decides_as_in_the_table(0xFFFFFFF0);  // the number of the sample wraps
  decides_as_in_the_table(0xFFFFFFFF - 150);
  each_point_has_its_pattern();
  the_first_lost_point_is_heard();
  record_keeps_levels();
  rubbish_leaves_the_own_levels();
  nonsense_leaves_the_own_levels();
}
