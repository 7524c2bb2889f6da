// sched_setaffinity(2), which Swift's module of the C library leaves out. A mask has a bit for each
// processor.
int sched_getaffinity(int thread, unsigned long size, void *mask);
int sched_setaffinity(int thread, unsigned long size, const void *mask);
