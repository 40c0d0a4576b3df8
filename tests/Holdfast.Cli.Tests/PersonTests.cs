using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>Keys and certificates of people who use the cluster from other machines.</summary>
public sealed class PersonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-person-").FullName;

    private static PersonDto Added { get; } = new()
    {
        Name = "ada", Role = "Operator", CertificateHash = "00", ExpiresAt = DateTimeOffset.UnixEpoch,
        AddedBy = "user root (id 0, process 7)", Revision = 3,
    };

    private string Target => Path.Combine(_folder, "ada.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Add_WritesTheKeyForItsOwnerAlone_AndSendsOnlyTheCertificate()
    {
        await using FakeNode node = await NodeAsync();
        CommandLine.Result result =
            await CommandLine.RunAsync(node, "person", "add", "ada", "--role", "operator", "--out", Target);

        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains($"ada is let in as Operator until 1970-01-01; key and certificate are in {Target}", result.Out,
            StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        string written = await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken);
        string sent = JsonElement.Parse(node.Requests.Last().Split(' ', 3)[2]).GetProperty("certificate").GetString()!;
        Assert.Contains("PRIVATE KEY", written, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", sent, StringComparison.Ordinal);
        using PersonalCertificate read = PersonalCertificate.FromPem(written);
        Assert.Equal(sent, read.CertificatePem);
    }

    [Fact]
    public async Task Add_Refused_LeavesNoFile_AndAFileThatIsThereStays()
    {
        await using FakeNode node = await NodeAsync();
        node.Refuse("POST /api/v1/people", "HF1027", "ada was let in already");
        Assert.Equal(5, (await CommandLine.RunAsync(node, "person", "add", "ada", "--out", Target)).Exit);
        Assert.False(File.Exists(Target));

        await File.WriteAllTextAsync(Target, "mine", TestContext.Current.CancellationToken);
        CommandLine.Result result = await CommandLine.RunAsync(node, "person", "add", "ada", "--out", Target);
        Assert.Equal(1, result.Exit);
        Assert.Contains("already exists", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AddFrom_TakesTheCertificateAndLeavesTheKeyThatIsInTheFile()
    {
        await using FakeNode node = await NodeAsync();
        using PersonalCertificate own = Made();
        await File.WriteAllTextAsync(Target, own.ToPem(), TestContext.Current.CancellationToken);

        Assert.Equal(0, (await CommandLine.RunAsync(node, "person", "add", "ada", "--from", Target)).Exit);
        Assert.DoesNotContain("PRIVATE", Assert.Single(node.Requests), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Target, "hello", TestContext.Current.CancellationToken);
        CommandLine.Result wrong = await CommandLine.RunAsync(node, "person", "add", "ada", "--from", Target);
        Assert.Contains("HF1029", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--out", "a", "--from", "b")]
    public async Task Add_NeedsOneOfOutAndFrom(params string[] more)
    {
        await using FakeNode node = await NodeAsync();
        CommandLine.Result result = await CommandLine.RunAsync(node, ["person", "add", "ada", .. more]);
        Assert.Equal(2, result.Exit);
        Assert.Contains("give either --out", result.Error, StringComparison.Ordinal);
        Assert.Empty(node.Requests);
    }

    [Fact]
    public async Task ListAndRemove()
    {
        await using FakeNode node = await NodeAsync();
        node.On("GET /api/v1/people", [Added], ClientJson.Default.IReadOnlyListPersonDto);
        node.On("DELETE /api/v1/people/ada", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        Assert.Contains("Operator", (await CommandLine.RunAsync(node, "person", "list")).Out, StringComparison.Ordinal);
        Assert.Equal("ada is let in no more\n", (await CommandLine.RunAsync(node, "person", "remove", "ada")).Out);
    }

    [Fact]
    public async Task CertificateFileThatIsNone_IsNamed_BeforeAnythingIsAsked()
    {
        await File.WriteAllTextAsync(Target, Made().CertificatePem, TestContext.Current.CancellationToken);
        CommandLine.Result result = await CommandLine.RunAsync(
            null, ["--node", "https://127.0.0.1:1", "--certificate", Target, "status"]);
        Assert.Contains($"HF1029: {Target} cannot be used: it must have a key", result.Error, StringComparison.Ordinal);
    }

    private static PersonalCertificate Made() =>
        PersonalCertificate.Create("ada", TimeSpan.FromDays(1), Authority(), DateTimeOffset.UtcNow);

    private static string Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        return made.ExportCertificatePem();
    }

    private static async Task<FakeNode> NodeAsync()
    {
        FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/join/authority", new AuthorityDto { Certificate = Authority() },
            ClientJson.Default.AuthorityDto);
        node.On("POST /api/v1/people", Added, ClientJson.Default.PersonDto);
        return node;
    }
}
