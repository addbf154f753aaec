package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// audience is what a federated token for Microsoft Entra is made out to.
const audience = "api://AzureADTokenExchange"

// maxAnswer bounds what is read of a token endpoint's answer, in bytes.
const maxAnswer = 1 << 20

// githubAssertion asks GitHub for the job's identity token. The variables are set where the job may have one.
func (c Config) githubAssertion(ctx context.Context) (string, error) {
	at, err := url.Parse(c.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL"))
	if err != nil {
		return "", errors.New("ACTIONS_ID_TOKEN_REQUEST_URL is no URL")
	}
	query := at.Query()
	query.Set("audience", audience)
	at.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+c.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	response, err := c.client().Do(request)
	if err != nil {
		return "", errors.New("GitHub's token endpoint is not reached, or not over https")
	}
	defer response.Body.Close()
	var answer struct{ Value string }
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&answer); err != nil || answer.Value == "" {
		return "", fmt.Errorf("GitHub's token endpoint answered %d without a token", response.StatusCode)
	}
	return answer.Value, nil
}

// reason returns the code with which an authority refuses, as in "AADSTS7000215", and the word of RFC 6749, section 5.2.
func reason(response *http.Response) string {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return ""
	}
	var answer struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Error == "" {
		return ""
	}
	text := ": " + answer.Error
	if code, _, found := strings.Cut(answer.Description, ":"); found && strings.HasPrefix(code, "AADSTS") && len(code) < 20 {
		text += " (" + code + ")"
	}
	return text
}
