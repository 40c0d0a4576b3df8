using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.Machines;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Machines;

/// <summary>People on other machines, by certificates of their own, over real TLS.</summary>
public sealed class PeopleTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new();
    private MachineOptions _machine = null!;
    private ApiNode _node = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HoldfastEndpoint.Web Address => new(_machine.Url);

    public async ValueTask InitializeAsync()
    {
        _machine = _cluster.Machine("n1");
        _node = await ApiNode.StartAsync(web: WebPageTests.Files, machine: _machine);
        await Sample.SeedAsync(_node);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _cluster.Dispose();
    }

    [Theory]
    [InlineData("Viewer", false, false)]
    [InlineData("Operator", true, false)]
    [InlineData("Administrator", true, true)]
    public async Task Person_MayDoWhatTheirRoleMay_OverItsFile(string role, bool operates, bool administers)
    {
        using PersonalCertificate made = Made("ada");
        PersonDto added = await AddAsync(made, role);
        Assert.Equal(("ada", role), (added.Name, added.Role));
        using PersonalCertificate read = PersonalCertificate.FromPem(made.ToPem());
        using var client = HoldfastClient.Connect(Address, read);

        CallerDto me = await client.Tokens.MeAsync(Token);
        Assert.Equal(("ada", role), (me.Who, me.Role));
        Assert.Equal("ledger", Assert.Single(await client.Groups.ListAsync(Token)).Name);
        Assert.Equal(operates ? null : ErrorCodes.NotAllowed,
            await RefusalAsync(() => client.Groups.OnlineAsync("ledger", Token)));
        Assert.Equal(administers ? null : ErrorCodes.NotAllowed,
            await RefusalAsync(() => client.Groups.CreateAsync(new CreateGroupRequest { Name = "other" }, Token)));
        Assert.Equal(ErrorCodes.NotAllowed, await RefusalAsync(() => client.Machines.AuthorityKeyAsync(Token)));
    }

    [Fact]
    public async Task RemovedPerson_IsRefusedAtOnce_OnAnOpenConnectionAndOnANewOne()
    {
        using PersonalCertificate made = Made("ada");
        await AddAsync(made, "Operator");
        using var open = HoldfastClient.Connect(Address, made);
        await open.StatusAsync(Token);

        await _node.Client.People.RemoveAsync("ada", Token);

        Assert.Equal(ErrorCodes.NotAuthenticated, await RefusalAsync(() => open.StatusAsync(Token)));
        using var again = HoldfastClient.Connect(Address, made);
        Assert.Equal(ErrorCodes.NotReachable, await RefusalAsync(() => again.StatusAsync(Token)));
        Assert.Equal(ErrorCodes.NoPerson, await RefusalAsync(() => _node.Client.People.RemoveAsync("ada", Token)));
    }

    [Fact]
    public async Task UnknownOrLapsedCertificate_GetsNoAnswerAtAll()
    {
        using PersonalCertificate stranger = Made("eve");
        using var client = HoldfastClient.Connect(Address, stranger);
        Assert.Equal(ErrorCodes.NotReachable, await RefusalAsync(() => client.StatusAsync(Token)));

        using PersonalCertificate lapsed = Made("bob");
        await _node.PutAsync(Keys.Person("bob"), new PersonConfig
        {
            Name = "bob", Role = "Administrator", ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1),
            CertificateHash = PersonCertificates.HashOf(X509Certificate2.CreateFromPem(lapsed.CertificatePem)),
        });
        using var late = HoldfastClient.Connect(Address, lapsed);
        Assert.Equal(ErrorCodes.NotReachable, await RefusalAsync(() => late.StatusAsync(Token)));
    }

    [Fact]
    public async Task RecordWithoutACertificate_LetsNobodyIn()
    {
        await _node.PutAsync(Keys.Person("none"), new PersonConfig
        {
            Name = "none", Role = "Administrator", CertificateHash = "",
            ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
        });
        using HttpClient stranger = _cluster.Connect(_machine, null);
        await Http.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.NotAuthenticated,
            stranger.GetAsync("/api/v1/groups", Token));
    }

    /// <summary>Whoever signs the machines' certificates opens the cluster database: people's are not of its kind.
    /// </summary>
    [Fact]
    public void CertificateOfAPerson_IsSignedByNoAuthority_AndIsNoServers()
    {
        using PersonalCertificate made = Made("ada");
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(made.CertificatePem);

        Assert.Equal(certificate.IssuerName.RawData, certificate.SubjectName.RawData);
        Assert.Null(Service.Machines.Certificates.CertificateCheck.ClientOf(
            certificate, _cluster.Authority.LoadPublic()));
        Assert.Equal("1.3.6.1.5.5.7.3.2", Assert.Single(certificate.Extensions
            .OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>()).Value);
    }

    [Fact]
    public async Task SameNameOrSameCertificate_IsRefused_AndSoIsWhatIsNone()
    {
        using PersonalCertificate made = Made("ada");
        await AddAsync(made, "Viewer");
        Assert.Equal(ErrorCodes.PersonExists, await RefusalAsync(() => AddAsync(Made("ada"), "Viewer")));
        Assert.Equal(ErrorCodes.PersonExists, await RefusalAsync(() => _node.Client.People.AddAsync(
            new PersonRequest { Name = "bob", Certificate = made.CertificatePem }, Token)));
        HoldfastException wrong = await Assert.ThrowsAsync<HoldfastException>(() => _node.Client.People.AddAsync(
            new PersonRequest { Name = "bob", Certificate = "hello" }, Token));
        Assert.Contains("no certificate in PEM", Assert.Single(wrong.Errors).Message, StringComparison.Ordinal);
        using PersonalCertificate old =
            PersonalCertificate.Create("old", TimeSpan.FromMinutes(1), _cluster.Authority.CertificatePem,
                DateTimeOffset.UtcNow.AddDays(-1));
        wrong = await Assert.ThrowsAsync<HoldfastException>(() => _node.Client.People.AddAsync(
            new PersonRequest { Name = "old", Certificate = old.CertificatePem }, Token));
        Assert.Contains("it ended on ", Assert.Single(wrong.Errors).Message, StringComparison.Ordinal);
        Assert.Equal("ada", Assert.Single(await _node.Client.People.ListAsync(Token)).Name);
    }

    /// <summary>A browser shows the certificate to whatever page asks, also to another site's.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Origin", "https://evil.example")]
    [InlineData(HttpStatusCode.Forbidden, "Sec-Fetch-Site", "cross-site", "Holdfast-Page", "1")]
    [InlineData(HttpStatusCode.Forbidden, "Sec-Fetch-Site", "same-origin")]
    [InlineData(HttpStatusCode.OK, "Sec-Fetch-Site", "same-origin", "Holdfast-Page", "1")]
    [InlineData(HttpStatusCode.OK)]
    public async Task Browser_ChangesSomething_OnlyIfThePageItselfAsks(
        HttpStatusCode expected, params string[] headers)
    {
        using PersonalCertificate made = Made("ada");
        await AddAsync(made, "Operator");
        using HttpClient browser = Browser(made);
        foreach (string[] header in headers.Chunk(2))
        {
            browser.DefaultRequestHeaders.Add(header[0], header[1]);
        }

        HttpResponseMessage answer = await browser.PostAsync("/api/v1/groups/ledger/online", null, Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/groups", Token)).StatusCode);
    }

    [Fact]
    public async Task PageInABrowser_IsServed_AndGoesOnAtTheOtherMachines()
    {
        using PersonalCertificate made = Made("ada");
        await AddAsync(made, "Viewer");
        await _node.PutAsync(Keys.NodeStatus("n2"), new NodeStatus
        {
            Node = "n2", Epoch = 1, Packages = [], Processes = [], PeerUrl = "https://10.0.0.2:7401/",
            ApiUrl = "http://127.0.0.1:7400", ApiSocket = "/run/x",
        });
        using HttpClient browser = Browser(made);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        browser.DefaultRequestHeaders.Add(CallerReader.PageHeader, "1");

        HttpResponseMessage page = await browser.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("connect-src 'self' https://10.0.0.2:7401",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        string links = await (await browser.PostAsync("/api/v1/page-links/elsewhere", null, Token))
            .Content.ReadAsStringAsync(Token);
        Assert.Contains("\"url\":\"https://10.0.0.2:7401/?goOn=true\"", links, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1:7400", links, StringComparison.Ordinal);
        Assert.Equal("max-age=63072000", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")));

        HttpResponseMessage there = await browser.GetAsync("/?goOn=true&to=/groups&from=n2", Token);
        Assert.Equal(HttpStatusCode.Redirect, there.StatusCode);
        Assert.Equal("/groups?from=n2", there.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Token_TypedInElsewhere_OpensNothing()
    {
        using PersonalCertificate made = Made("ada");
        await AddAsync(made, "Viewer");
        using HttpClient browser = Browser(made);

        HttpResponseMessage answer = await browser.PostAsync(
            "/", new FormUrlEncodedContent([new(SignIn.Field, _node.Token)]), Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private HttpClient Browser(PersonalCertificate certificate)
    {
        X509Certificate2 own = X509Certificate2.CreateFromPem(certificate.ToPem(), certificate.ToPem());
        SslClientAuthenticationOptions tls =
            Service.Machines.Certificates.CertificateCheck.Client(_cluster.Authority.LoadPublic());
        tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        return new HttpClient(new SocketsHttpHandler { SslOptions = tls, AllowAutoRedirect = false })
        {
            BaseAddress = _machine.Url,
        };
    }

    private PersonalCertificate Made(string name) => PersonalCertificate.Create(
        name, TimeSpan.FromDays(1), _cluster.Authority.CertificatePem, DateTimeOffset.UtcNow);

    private Task<PersonDto> AddAsync(PersonalCertificate certificate, string role) => _node.Client.People.AddAsync(
        new PersonRequest { Name = "ada", Role = role, Certificate = certificate.CertificatePem }, Token);

    private static async Task<string?> RefusalAsync(Func<Task> call) =>
        (await Record.ExceptionAsync(call) as HoldfastException)?.Code;
}
