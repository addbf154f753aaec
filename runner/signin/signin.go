// Package signin gets bearer tokens: from an environment variable, or from Microsoft Entra in the ways that pipelines and people sign in.
//
// It is the only importer of azidentity. Tokens are kept in memory alone and renewed before they end. What a token says, Claims reads.
package signin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"graphconform/runner/target"
	"graphconform/schemas"
)

// Source gives the token for the next request.
type Source interface {
	Token(ctx context.Context) (string, error)
}

// Config says how to sign in.
type Config struct {
	target.SignIn
	Tenant    string
	Authority string // "https://login.microsoftonline.com"
	Scope     string // "https://graph.microsoft.com/.default"
	Known     bool   // the authority is Microsoft's; of any other, nobody is asked whether it is genuine
	Getenv    func(string) string
	Prompt    io.Writer    // where the device code is shown
	HTTP      *http.Client // nil for the default one
}

// Infer names the method that the environment is made for: what variables are set, in the order in which pipelines prefer them.
// None is set for "".
func Infer(getenv func(string) string) string {
	for _, hint := range []struct{ variable, method string }{
		{"GRAPH_TOKEN", "token"},
		{"ACTIONS_ID_TOKEN_REQUEST_URL", "github-oidc"},
		{"AZURE_FEDERATED_TOKEN_FILE", "workload-identity"},
		{"AZURE_CLIENT_SECRET", "client-secret"},
		{"AZURE_CLIENT_CERTIFICATE_PATH", "certificate"},
	} {
		if getenv(hint.variable) != "" {
			return hint.method
		}
	}
	return ""
}

// New returns the source of a method. An error says what is missing.
func New(config Config) (Source, error) {
	if config.Getenv == nil {
		config.Getenv = os.Getenv
	}
	config.complete()
	switch config.Method {
	case "", "none":
		return fixed(""), nil
	case "token":
		name := first(config.TokenEnv, "GRAPH_TOKEN")
		token := config.Getenv(name)
		if token == "" {
			return nil, fmt.Errorf("sign-in token: the variable %s is not set", name)
		}
		return fixed(token), nil
	}
	if err := config.missing(); err != nil {
		return nil, err
	}
	credential, err := config.credential()
	if err != nil {
		return nil, fmt.Errorf("sign-in %s: %w", config.Method, err)
	}
	return &source{credential: credential, scope: config.Scope, tenant: config.Tenant}, nil
}

// Secrets returns what the method signs in with, to be kept out of all that is shown.
func (c Config) Secrets() []string {
	if c.Getenv == nil {
		c.Getenv = os.Getenv
	}
	c.complete()
	names := map[string][]string{
		"token":           {first(c.TokenEnv, "GRAPH_TOKEN")},
		"client-secret":   {c.SecretEnv},
		"certificate":     {c.CertificatePassword},
		"github-oidc":     {"ACTIONS_ID_TOKEN_REQUEST_TOKEN"},
		"azure-pipelines": {"SYSTEM_ACCESSTOKEN"},
	}
	var out []string
	for _, name := range names[c.Method] {
		if secret := c.Getenv(name); secret != "" {
			out = append(out, secret)
		}
	}
	return out
}

// complete takes from the environment what the configuration leaves open, under the names that Azure's own tools use.
func (c *Config) complete() {
	c.Tenant = first(c.Tenant, c.Getenv("AZURE_TENANT_ID"))
	c.Client = first(c.Client, c.Getenv("AZURE_CLIENT_ID"))
	c.TokenFile = first(c.TokenFile, c.Getenv("AZURE_FEDERATED_TOKEN_FILE"))
	c.Certificate = first(c.Certificate, c.Getenv("AZURE_CLIENT_CERTIFICATE_PATH"))
	c.SecretEnv = first(c.SecretEnv, "AZURE_CLIENT_SECRET")
	c.CertificatePassword = first(c.CertificatePassword, "AZURE_CLIENT_CERTIFICATE_PASSWORD")
	c.ServiceConnection = first(c.ServiceConnection, c.Getenv("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"))
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// missing says what a method needs and nobody gave.
func (c Config) missing() error {
	const tenant, client = "the tenant id (tenant, or AZURE_TENANT_ID)", "the application id (sign-in.client, or AZURE_CLIENT_ID)"
	type need struct{ what, value string }
	needs := map[string][]need{
		"client-secret": {{tenant, c.Tenant}, {client, c.Client}, {"the variable " + c.SecretEnv, c.Getenv(c.SecretEnv)}},
		"certificate":   {{tenant, c.Tenant}, {client, c.Client}, {"the certificate (sign-in.certificate)", c.Certificate}},
		"workload-identity": {{tenant, c.Tenant}, {client, c.Client},
			{"the token file (sign-in.token-file, or AZURE_FEDERATED_TOKEN_FILE)", c.TokenFile}},
		"github-oidc": {{tenant, c.Tenant}, {client, c.Client},
			{"ACTIONS_ID_TOKEN_REQUEST_URL (the job's permissions need id-token: write)", c.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL")},
			{"ACTIONS_ID_TOKEN_REQUEST_TOKEN", c.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")}},
		"azure-pipelines": {{tenant, c.Tenant}, {client, c.Client},
			{"the service connection (sign-in.service-connection)", c.ServiceConnection},
			{"the variable SYSTEM_ACCESSTOKEN (map it from $(System.AccessToken))", c.Getenv("SYSTEM_ACCESSTOKEN")}},
		"device-code": {{tenant, c.Tenant}},
	}
	for _, need := range needs[c.Method] {
		if need.value == "" {
			return fmt.Errorf("sign-in %s: %s is missing", c.Method, need.what)
		}
	}
	return nil
}

// options are what all credentials share.
func (c Config) options() azcore.ClientOptions {
	return azcore.ClientOptions{Transport: c.client(), Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: c.Authority},
		Retry: policy.RetryOptions{MaxRetries: 3, MaxRetryDelay: 10 * time.Second}}
}

func (c Config) credential() (azcore.TokenCredential, error) {
	options := c.options()
	switch c.Method {
	case "client-secret":
		return azidentity.NewClientSecretCredential(c.Tenant, c.Client, c.Getenv(c.SecretEnv),
			&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: !c.Known})
	case "certificate":
		return c.certificate()
	case "workload-identity":
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: options, ClientID: c.Client, TenantID: c.Tenant, TokenFilePath: c.TokenFile, DisableInstanceDiscovery: !c.Known})
	case "github-oidc":
		return azidentity.NewClientAssertionCredential(c.Tenant, c.Client, c.githubAssertion,
			&azidentity.ClientAssertionCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: !c.Known})
	case "azure-pipelines":
		return azidentity.NewAzurePipelinesCredential(c.Tenant, c.Client, c.ServiceConnection, c.Getenv("SYSTEM_ACCESSTOKEN"),
			&azidentity.AzurePipelinesCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: !c.Known})
	case "managed-identity":
		managed := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: options}
		if c.Client != "" {
			managed.ID = azidentity.ClientID(c.Client)
		}
		return azidentity.NewManagedIdentityCredential(managed)
	case "azure-cli":
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: c.Tenant})
	case "device-code":
		return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{ClientOptions: options, TenantID: c.Tenant,
			ClientID: c.Client, DisableInstanceDiscovery: !c.Known,
			UserPrompt: func(_ context.Context, message azidentity.DeviceCodeMessage) error {
				_, err := fmt.Fprintln(c.Prompt, message.Message)
				return err
			}})
	}
	return nil, errors.New("no such method")
}

// maxCertificate is how many bytes a certificate with its chain and key may have.
const maxCertificate = 1 << 20

func (c Config) certificate() (azcore.TokenCredential, error) {
	data, err := schemas.ReadFile(c.Certificate, maxCertificate)
	if err != nil {
		return nil, err
	}
	certificates, key, err := azidentity.ParseCertificates(data, []byte(c.Getenv(c.CertificatePassword)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w; give PEM or PKCS #12 with the private key, and its password in %s", c.Certificate, err,
			c.CertificatePassword)
	}
	return azidentity.NewClientCertificateCredential(c.Tenant, c.Client, certificates, key, &azidentity.ClientCertificateCredentialOptions{
		ClientOptions: c.options(), DisableInstanceDiscovery: !c.Known, SendCertificateChain: len(certificates) > 1})
}

// source asks a credential, which keeps a token until it has to be renewed.
type source struct {
	credential azcore.TokenCredential
	scope      string
	tenant     string

	mutex sync.Mutex
	token azcore.AccessToken
}

// refreshMargin is how long before its end a token is renewed.
const refreshMargin = 5 * time.Minute

// Token returns a token that is good for the next request.
func (s *source) Token(ctx context.Context) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if time.Until(s.token.ExpiresOn) > refreshMargin {
		return s.token.Token, nil
	}
	token, err := s.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{s.scope}})
	if err != nil {
		return "", withoutAnswer(err)
	}
	s.token = token
	return token.Token, nil
}

// withoutAnswer takes the answer's text out of an error: it repeats what was sent, and is long.
func withoutAnswer(err error) error {
	var failed *azidentity.AuthenticationFailedError
	if errors.As(err, &failed) && failed.RawResponse != nil {
		return fmt.Errorf("the authority answered %d%s", failed.RawResponse.StatusCode, reason(failed.RawResponse))
	}
	return err
}

type fixed string

func (f fixed) Token(context.Context) (string, error) { return string(f), nil }
