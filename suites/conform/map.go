package conform

import "graphconform/fixtures"

// Map returns the evidence with other texts: what texts returns stands in place of every id, URL, header value and body. Its records
// are read anew, so that judging sees what is shown.
func (e *Evidence) Map(texts func(string) string) *Evidence {
	transcripts := make([]*Transcript, 0, len(e.order))
	for _, key := range e.order {
		t := *e.transcripts[key]
		t.steps, t.Withheld, t.NotRun.Detail = nil, texts(t.Withheld), texts(t.NotRun.Detail)
		records := t.Records
		t.Records = make([]*Record, 0, len(records))
		var known Readings
		for _, r := range records {
			t.Records = append(t.Records, r.mapped(texts, &known))
		}
		transcripts = append(transcripts, &t)
	}
	return NewEvidence(e.Resource, transcripts)
}

// Map returns an outcome with other texts in its findings and in the exchanges that show them: only people read it then.
func (o Outcome) Map(texts func(string) string) Outcome {
	known := map[*fixtures.Exchange]*fixtures.Exchange{}
	mapped := func(e *fixtures.Exchange) *fixtures.Exchange {
		if e != nil && known[e] == nil {
			other := mappedExchange(*e, texts)
			known[e] = &other
		}
		return known[e]
	}
	findings, exchanges := o.Findings, o.Exchanges
	o.Findings, o.Exchanges = nil, nil
	for _, f := range findings {
		f.Want, f.Got, f.Object, f.Exchange = texts(f.Want), texts(f.Got), texts(f.Object), mapped(f.Exchange)
		o.Findings = append(o.Findings, f)
	}
	for _, e := range exchanges {
		o.Exchanges = append(o.Exchanges, mapped(e))
	}
	return o
}

func (r *Record) mapped(texts func(string) string, known *Readings) *Record {
	out := &Record{
		Step: r.Step, Operation: r.Operation, Probe: r.Probe, Key: texts(r.Key), Pages: r.Pages,
		Broken: texts(r.Broken), NotSent: r.NotSent,
		Wrapped: r.Wrapped, Made: map[string]bool{},
	}
	out.NotSent.Detail = texts(out.NotSent.Detail)
	for id := range r.Made {
		out.Made[texts(id)] = true
	}
	for _, e := range r.Exchanges {
		out.Exchanges = append(out.Exchanges, mappedExchange(e, texts))
	}
	out.Reread(known)
	return out
}

func mappedExchange(e fixtures.Exchange, texts func(string) string) fixtures.Exchange {
	e.Request.URL = texts(e.Request.URL)
	if e.Request.Body != nil {
		e.Request.Body = []byte(texts(string(e.Request.Body)))
	}
	if e.Response == nil {
		return e
	}
	response := *e.Response
	response.Body = []byte(texts(string(response.Body)))
	response.Header = response.Header.Clone()
	for _, values := range response.Header {
		for i, value := range values {
			values[i] = texts(value)
		}
	}
	e.Response = &response
	return e
}
