package derive

import (
	"regexp"
	"strings"
)

// The converters turn Markdown source into the other renderings, as the pages at hand show them. They work on
// text alone and share nothing with the code under test.

var (
	comment      = regexp.MustCompile(`(?s)<!--.*?-->\n?`)
	markdownLink = regexp.MustCompile(`\[([^\[\]]*)\]\([^()]*\)`)
	cloudInclude = regexp.MustCompile(`\[!INCLUDE \[national-cloud-support\]\([^)]*\)\]`)
	otherInclude = regexp.MustCompile(`\[!INCLUDE \[[^\]]*\]\([^)]*\)\]`)
)

const cloudSentence = "This API is available in the following national cloud deployments.\n\n"

// withoutSourceMarks drops front matter, comments and includes.
func withoutSourceMarks(markdown, clouds string) string {
	if rest, ok := strings.CutPrefix(markdown, "---\n"); ok {
		_, markdown, _ = strings.Cut(rest, "\n---\n")
	}
	markdown = comment.ReplaceAllString(markdown, "")
	markdown = cloudInclude.ReplaceAllString(markdown, cloudSentence+clouds)
	return otherInclude.ReplaceAllString(markdown, "")
}

// reading drops links, ticks, bold marks and entities, as a browser does.
func reading(text string) string {
	text = markdownLink.ReplaceAllString(text, "$1")
	return strings.NewReplacer("`", "", "**", "", "&lt;", "<", "&gt;", ">", "&nbsp;", "\u00a0", "&amp;", "&").Replace(text)
}

func cellsOf(text string) []string {
	cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, "|"), "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// eachLine calls prose or code for every line, without the fences.
func eachLine(markdown string, prose, code func(string)) {
	fenced := false
	for line := range strings.SplitSeq(markdown, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
		case fenced:
			code(line)
		default:
			prose(line)
		}
	}
}

// toSiteText renders as seeds 000 and 002: no marks at all, cells joined by blanks.
func toSiteText(markdown string) string {
	var out strings.Builder
	markdown = withoutSourceMarks(markdown, "Global service US Government L4 US Government L5 (DOD) China operated by 21Vianet")
	eachLine(markdown, func(line string) {
		switch {
		case strings.HasPrefix(line, "|:"):
			return
		case strings.HasPrefix(line, "|"):
			line = strings.Join(cellsOf(line), " ")
		case strings.HasPrefix(line, "#"):
			out.WriteString("\n")
			line = strings.TrimLeft(line, "# ") + "\n"
		}
		out.WriteString(reading(strings.TrimPrefix(line, "> ")) + "\n")
	}, func(line string) { out.WriteString(line + "\n") })
	return strings.TrimSpace(out.String())
}

// toHTMLMarkdown renders as seed 004: bars, no title, no marks on headings, no blank lines, JSON without indentation.
func toHTMLMarkdown(markdown string) string {
	var out strings.Builder
	out.WriteString("Note\nAccess to this page requires authorization. You can try signing in or changing directories.\n")
	markdown = withoutSourceMarks(markdown,
		"|Global service|US Government L4|US Government L5 (DOD)|China operated by 21Vianet|\n|:---|\n|✅|✅|✅|✅|")
	write := func(line string) {
		if strings.TrimSpace(line) != "" {
			out.WriteString(strings.TrimSpace(line) + "\n")
		}
	}
	eachLine(markdown, func(line string) {
		switch {
		case strings.HasPrefix(line, "|:"):
			line = "|---|---|---|"
		case strings.HasPrefix(line, "|"):
			line = "| " + strings.Join(cellsOf(reading(line)), " | ") + " |"
		case strings.HasPrefix(line, "# "):
			return
		}
		write(reading(strings.TrimPrefix(strings.TrimLeft(line, "# "), "> ")))
	}, write)
	return out.String()
}

var escaped = strings.NewReplacer("(", `\(`, ")", `\)`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`)

// toScraped renders as the pages of 2025 and 2026 that were read off the site: padded cells, escapes, absolute links,
// fences without blanks and without comments.
func toScraped(markdown string) string {
	markdown = withoutSourceMarks(markdown,
		"|Global service|US Government L4|US Government L5 (DOD)|China operated by 21Vianet|\n|:---|\n|✅|✅|✅|✅|")
	var out strings.Builder
	fenced := false
	for line := range strings.SplitSeq(markdown, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
			line = strings.ReplaceAll(line, " ", "")
		case fenced:
		case strings.HasPrefix(line, "|:"):
			line = "| :--- | :--- | :--- |"
		case strings.HasPrefix(line, "|"):
			cells := cellsOf(line)
			for i := range cells {
				cells[i] = escapeText(cells[i])
			}
			line = "| " + strings.Join(cells, " | ") + " |"
		case strings.HasPrefix(line, "#"):
			line += "\n"
		default:
			line = escapeText(line)
		}
		out.WriteString(line + "\n")
	}
	return "<!-- Source: https://learn.microsoft.com/en-us/graph/api/page -->\n\n" + out.String()
}

// escapeText escapes text outside links, bold marks and code.
func escapeText(text string) string {
	var out strings.Builder
	for len(text) > 0 {
		at := markdownLink.FindStringIndex(text)
		tick := strings.IndexByte(text, '`')
		bold := strings.Index(text, "**")
		switch {
		case tick >= 0 && (at == nil || tick < at[0]):
			end := tick + 1 + strings.IndexByte(text[tick+1:], '`')
			out.WriteString(escaped.Replace(text[:tick]) + text[tick:end+1])
			text = text[end+1:]
		case bold == 0:
			out.WriteString("**")
			text = text[2:]
		case bold > 0 && (at == nil || bold < at[0]):
			out.WriteString(escaped.Replace(text[:bold]))
			text = text[bold:]
		case at == nil:
			return out.String() + escaped.Replace(text)
		default:
			out.WriteString(escaped.Replace(text[:at[0]]))
			out.WriteString(strings.Replace(text[at[0]:at[1]], "](../resources/",
				"](https://learn.microsoft.com/en-us/graph/api/resources/", 1))
			text = text[at[1]:]
		}
	}
	return out.String()
}
