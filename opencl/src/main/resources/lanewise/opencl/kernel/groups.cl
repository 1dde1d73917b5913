// Sums over a row by a work-group of any size: element i belongs to lane i mod LANES, a lane adds
// its elements in ascending order, and the lanes are added up in a tree. So the order depends on
// the row's length alone.

#define LANES 128

// The work-item's lanes.
#define EACH_LANE(LANE) \
  for (int LANE = get_local_id(0); LANE < LANES; LANE += (int)get_local_size(0))

// Joins the lanes in `part` by EXPRESSION of a and b, and leaves the result in RESULT for all.
#define JOIN_LANES(TYPE, PART, EXPRESSION, RESULT)                               \
  for (int step_ = LANES / 2; step_ > 0; step_ >>= 1) {                          \
    barrier(CLK_LOCAL_MEM_FENCE);                                                \
    for (int lane_ = get_local_id(0); lane_ < step_; lane_ += (int)get_local_size(0)) { \
      TYPE a = PART[lane_];                                                      \
      TYPE b = PART[lane_ + step_];                                              \
      PART[lane_] = EXPRESSION;                                                  \
    }                                                                            \
  }                                                                              \
  barrier(CLK_LOCAL_MEM_FENCE);                                                  \
  TYPE RESULT = PART[0];                                                         \
  barrier(CLK_LOCAL_MEM_FENCE);
