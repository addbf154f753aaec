//go:build !windows

package regular

import "golang.org/x/sys/unix"

// Room is how many bytes may still be written where a folder is.
func Room(dir string) (uint64, error) {
	var disk unix.Statfs_t
	err := unix.Statfs(dir, &disk)
	return uint64(disk.Bavail) * uint64(disk.Bsize), err //nolint:unconvert // their types differ between systems
}
