// Package derive reads reference pages and turns them into contracts and documented request/response pairs.
//
// A page may come as Markdown source of any year, as Markdown made from the web site, as the site's bare
// text, or as text with tables only. What differs between these ends in Page: every line is reduced to the text that a
// reader sees, a section begins where a line holds one of the known titles, and a table row is cells between bars
// or words between blanks. All that follows reads one grammar.
//
// It writes no files (the derive command does), keeps no prose of the pages, and does not judge targets.
package derive
