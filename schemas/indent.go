package schemas

import (
	"bytes"
	"strings"
)

// indent writes compact JSON so that a difference of two editions reads line by line: one property, member
// or operation a line. Containers below that stay on the line. The input must be valid.
func indent(out *bytes.Buffer, data []byte, depth int, name string) {
	if len(data) < 2 || data[0] != '{' && data[0] != '[' || depth > 2 && !(depth == 3 && name == "properties") || len(data) == 2 {
		out.Write(data)
		return
	}
	out.WriteByte(data[0])
	for i, item := range items(data[1 : len(data)-1]) {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.WriteString(strings.Repeat("  ", depth+1))
		key := ""
		if data[0] == '{' {
			end := stringEnd(item)
			key = string(item[1 : end-1])
			out.Write(item[:end])
			out.WriteString(": ")
			item = item[end+1:]
		}
		indent(out, item, depth+1, key)
	}
	out.WriteByte('\n')
	out.WriteString(strings.Repeat("  ", depth))
	out.WriteByte(data[len(data)-1])
}

// items splits the inside of a container at its own commas.
func items(data []byte) [][]byte {
	var found [][]byte
	start, depth := 0, 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i += stringEnd(data[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == 0 {
				found = append(found, data[start:i])
				start = i + 1
			}
		}
	}
	return append(found, data[start:])
}

// stringEnd returns the length of the JSON string that the data begin with.
func stringEnd(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}
