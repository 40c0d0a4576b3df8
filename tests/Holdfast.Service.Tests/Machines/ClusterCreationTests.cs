using System.Text;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Tests.Etcd;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Setup;
using static Holdfast.Database.Tests.Etcd.FakeGateway;

namespace Holdfast.Service.Tests.Machines;

/// <summary><c>cluster create</c> on an etcd that does not take the cluster, or does not say whether it did.</summary>
public sealed class ClusterCreationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-create-").FullName;
    private readonly List<string> _ids = [];
    private Answer? _answer;
    private string _stored = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CertificateFolder Certificates => new(Path.Combine(_folder, "data", "certificates"));

    private string Config => Path.Combine(_folder, "holdfastd.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OutcomeUnknown_IsSaid_TheAuthorityStays_AndTheSameCommandGoesOnWithIt()
    {
        await using var gateway = new FakeGateway(Serve);
        _answer = Answer.Error(503, 14, "etcdserver: request timed out");
        Assert.Equal(ErrorCodes.OutcomeUnknown, (await RefusedAsync(gateway)).Code);
        string authority = await File.ReadAllTextAsync(Certificates.Authority, Cancel);
        Assert.Equal((true, false, false),
            (File.Exists(Certificates.AuthorityKey), File.Exists(Certificates.Certificate), File.Exists(Config)));

        // Who cannot tell whether the first try took effect must not give up its authority for that of a second one.
        _answer = Answer.Error(429, 8, "etcdserver: mvcc: database space exceeded");
        Assert.Equal(ErrorCodes.DatabaseUnavailable, (await RefusedAsync(gateway)).Code);
        Assert.True(File.Exists(Certificates.AuthorityKey));

        _answer = null;
        MachineDto made = await CreateAsync(gateway);
        Assert.Equal(Config, made.Config);
        Assert.Equal(authority, await File.ReadAllTextAsync(Certificates.Authority, Cancel));
        Assert.Single(_ids.Distinct());
    }

    [Fact]
    public async Task Refused_IsCalledUnavailable_AndAllIsTakenBack()
    {
        await using var gateway = new FakeGateway(Serve);
        _answer = Answer.Error(429, 8, "etcdserver: mvcc: database space exceeded");
        HoldfastException refused = await RefusedAsync(gateway);
        Assert.Equal(ErrorCodes.DatabaseUnavailable, refused.Code);
        Assert.Contains("nothing was changed", refused.Detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Certificates.Path));
    }

    [Fact]
    public async Task AnotherCluster_IsNamed_AndAllIsTakenBack()
    {
        await using var gateway = new FakeGateway(Serve);
        _stored = Encode(StoredDocuments.Put(Keys.Cluster, new ClusterConfig { Id = "x", Name = "ledger" }).Value.Span);
        _answer = Answer.Ok("""{"header":{"revision":"9"},"responses":[{"response_range":"""
            + $$"""{"kvs":[{"key":"{{Key}}","mod_revision":"8"}],"count":"1"} """ + "}]}");
        HoldfastException refused = await RefusedAsync(gateway);
        Assert.Equal(ErrorCodes.ClusterExists, refused.Code);
        Assert.Contains("\"ledger\"", refused.Detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Certificates.Path));
    }

    private static string Key => Encode(Encoding.ASCII.GetBytes("/holdfast/" + Keys.Cluster));

    private static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    /// <summary>Takes all commits but that of the cluster, which is answered as the test says.</summary>
    private Answer Serve(string path, string body)
    {
        if (path == "/v3/kv/txn" && body.Contains(Key, StringComparison.Ordinal))
        {
            _ids.Add(IdIn(body));
            return _answer ?? Answer.Ok("""{"header":{"revision":"9"},"succeeded":true}""");
        }

        return path switch
        {
            "/v3/kv/txn" => Answer.Ok("""{"header":{"revision":"9"},"succeeded":true}"""),
            "/v3/kv/range" when _stored.Length > 0 && body.Contains(Key, StringComparison.Ordinal) => Answer.Ok(
                """{"header":{"revision":"9"},"kvs":[{"key":"""
                + $$""" "{{Key}}","mod_revision":"8","value":"{{_stored}}"}],"count":"1"} """),
            "/version" => Answer.Ok("""{"etcdserver":"3.5.33","etcdcluster":"3.5.0"}"""),
            _ => Answer.Ok("""{"header":{"revision":"9"},"version":"3.5.33","leader":"1","dbSize":"1"}"""),
        };
    }

    /// <summary>The identity of the cluster that a commit would store.</summary>
    private static string IdIn(string body)
    {
        using var sent = JsonDocument.Parse(body);
        string value = sent.RootElement.GetProperty("success").EnumerateArray()
            .Select(each => each.GetProperty("request_put"))
            .Single(put => put.GetProperty("key").GetString() == Key).GetProperty("value").GetString()!;
        return StoredDocuments.Decode<ClusterConfig>(
            new KeyValue(Keys.Cluster, Convert.FromBase64String(value), 1)).Id;
    }

    private Task<HoldfastException> RefusedAsync(FakeGateway gateway) =>
        Assert.ThrowsAsync<HoldfastException>(() => CreateAsync(gateway));

    private Task<MachineDto> CreateAsync(FakeGateway gateway)
    {
        FirstMachine.PutPrograms();
        var given = new SetupSettings
        {
            Node = "n1", Address = "127.0.0.1", Config = Config, Data = Path.Combine(_folder, "data"),
            Run = Path.Combine(_folder, "r"), Etcd = gateway.Endpoint.ToString(), Start = false,
        };
        return new ClusterCreation(given, "test", "standard", new HurriedTime(), _ => { }).RunAsync(Cancel);
    }
}
