#pragma once

#include "check.h"
#include "golden.h"

void test_frames();
void test_command_reader();
void test_ring();
void test_sampler();
void test_serial_record();
void test_contact();
void test_lines();
void test_link();
