#pragma once

#include "Link.h"
#include "board/AdcFrontEnd.h"
#include "board/Board.h"
