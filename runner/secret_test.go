package main_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"graphconform/fixtures/handmade"
)

// formsOf are ways in which a target may write what it was given.
func formsOf(secret string) []string {
	unicode, percent, numbers := "", "", ""
	for _, c := range []byte(secret) {
		unicode += fmt.Sprintf(`\u%04x`, c)
		percent += fmt.Sprintf("%%%02X", c)
		numbers += fmt.Sprintf("&#%d;", c)
	}
	encode := base64.StdEncoding.EncodeToString
	inHex := hex.EncodeToString([]byte(secret))
	lines := encode([]byte(secret))
	lines = lines[:min(16, len(lines))] + `\r\n` + lines[min(16, len(lines)):]
	return []string{
		secret, url.QueryEscape(secret), html.EscapeString(secret), percent, numbers, unicode, url.QueryEscape(percent),
		encode([]byte(secret)), encode([]byte("a" + secret)), encode([]byte("Bearer " + secret)), encode([]byte(encode([]byte(secret)))),
		base64.RawURLEncoding.EncodeToString([]byte(secret)), lines, inHex, strings.ToUpper(inHex),
	}
}

// echoing repeats the credentials of every request in all forms: in members and their names, in links, ids and headers, and at times as
// an answer that is no HTTP.
func echoing(handler http.Handler) http.Handler {
	var asked atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var forms []string
		for _, secret := range []string{strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), r.Header.Get("X-Key")} {
			if secret != "" {
				forms = append(forms, formsOf(secret)...)
			}
		}
		n := int(asked.Add(1))
		if len(forms) == 0 {
			handler.ServeHTTP(w, r)
			return
		}
		form := forms[n%len(forms)]
		if n%23 == 0 {
			conn, _, _ := w.(http.Hijacker).Hijack()
			fmt.Fprintf(conn, "%s\r\n\r\n", form)
			conn.Close()
			return
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		body := recorder.Body.Bytes()
		var object map[string]json.RawMessage
		if json.Unmarshal(body, &object) == nil && object != nil {
			object["echo"+forms[(n+1)%len(forms)]] = json.RawMessage(`"` + strings.ReplaceAll(form, `"`, `\"`) + `"`)
			object["link"] = json.RawMessage(`"http://127.0.0.1:` + form + `/?a=` + form + `#` + form + `"`)
			if n%5 == 0 {
				object["id"] = json.RawMessage(`"` + form + `"`)
			}
			if n%7 == 0 && object["value"] != nil {
				object["@odata.nextLink"] = json.RawMessage(`"` + form + `"`)
			}
			body, _ = json.Marshal(object)
			body = bytes.ReplaceAll(body, []byte(`\\u00`), []byte(`\u00`)) // as it was written
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.Header()["Request-Id"] = []string{form}
		if n%3 == 0 {
			w.Header()["Location"] = []string{"http://127.0.0.1:" + form + "/" + form}
		}
		w.WriteHeader(recorder.Code)
		w.Write(body)
	})
}

// No output of a run shows a token or the value of a header, in whatever way the target repeats it.
func TestSecretsStandInNoOutput(t *testing.T) {
	const token, key = "T0ken/of+this.run-to=be.kept", `k3y&"of"<this>run-and 100%41`
	server := httptest.NewServer(echoing(handmade.New(handmade.With("post-answers-200"))))
	defer server.Close()
	dir := t.TempDir()
	code, out := ran(t, "run", "--target", server.URL, "--token", token, "--header", "X-Key="+key, "--report", dir,
		"--select", "beta/deviceComplianceScriptDeviceState/**")
	if code == 0 || code == 2 {
		t.Fatalf("exit code %d: %s", code, out)
	}
	outputs := map[string]string{"terminal": out}
	_, outputs["doctor"] = ran(t, "doctor", "--target", server.URL, "--token", token, "--header", "X-Key="+key,
		"--select", "beta/deviceComplianceScriptDeviceState/**")
	_, outputs["map"] = ran(t, "map", "--target", server.URL, "--token", token, "--header", "X-Key="+key,
		"--select", "beta/deviceComplianceScriptDeviceState/**")
	_, outputs["usage"] = ran(t, "run", "--header", key)
	_, outputs["own URL"] = ran(t, "run", "--target", server.URL+"/"+url.PathEscape(token), "--token", token)
	if !strings.Contains(outputs["own URL"], "--target: holds the token") {
		t.Errorf("%s", outputs["own URL"])
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".gz") {
			reader, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				return err
			}
			if data, err = io.ReadAll(reader); err != nil {
				return err
			}
		}
		outputs[entry.Name()] = string(data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "html", "md", "junit", "ctrf", "github", "azure", "sarif", "har", "json"} {
		_, outputs["report as "+format] = ran(t, "report", filepath.Join(dir, "report.json"), "--format", format)
	}
	_, outputs["judge"] = ran(t, "judge", dir)
	_, outputs["diff"] = ran(t, "diff", filepath.Join(dir, "report.json"), filepath.Join(dir, "report.json"))
	_, outputs["waivers"] = ran(t, "waivers", "suggest", filepath.Join(dir, "report.json"), "--expires", "2099-12-31")
	_, outputs["sweep"] = ran(t, "sweep", "--target", server.URL, "--token", token, "--header", "X-Key="+key,
		"--journal", filepath.Join(dir, "journal.jsonl"))
	for _, name := range []string{
		"report.json", "report.html", "summary.md", "junit.xml", "annotations.github.txt", "annotations.azure.txt",
		"evidence.jsonl.gz", "evidence.har", "report.sarif", "ctrf.json",
		"journal.jsonl", "report as text", "report as html", "report as json", "judge", "diff", "waivers",
	} {
		if len(outputs[name]) == 0 {
			t.Errorf("%s: empty, or not there", name)
		}
	}
	for name, text := range outputs {
		texts := []string{text, strings.ReplaceAll(text, `\\`, `\`), html.UnescapeString(text),
			strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">", `\"`, `"`).Replace(text)}
		for _, secret := range []string{token, key} {
			for _, form := range formsOf(secret) {
				for _, text := range texts {
					if at := strings.Index(text, form[:len(form)-8]); at >= 0 {
						t.Errorf("%s shows %q: …%s…", name, form, text[max(0, at-100):min(len(text), at+len(form)+20)])
						break
					}
				}
			}
		}
	}
	if !strings.Contains(outputs["report.json"], "[token]") || !strings.Contains(outputs["report.json"], "[secret]") {
		t.Error("the report shows nothing that was echoed: the test tests nothing")
	}
}
