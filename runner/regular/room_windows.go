package regular

import "golang.org/x/sys/windows"

// Room is how many bytes may still be written where a folder is.
func Room(dir string) (left uint64, err error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(name, &left, nil, nil)
	}
	return left, err
}
