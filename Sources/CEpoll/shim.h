// epoll(7), eventfd(2) and accept4(2), which Swift's module of the C library leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>

struct sockaddr;
int accept4(int descriptor, struct sockaddr *address, unsigned int *length, int flags);
