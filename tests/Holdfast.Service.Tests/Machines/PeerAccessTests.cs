using System.Net;
using System.Net.Http.Headers;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Joining;
using Holdfast.Service.Tests.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Service.Tests.Machines;

/// <summary>Who gets in by the listener for other machines, over real TLS; for every endpoint there is.</summary>
public sealed class PeerAccessTests : IAsyncLifetime
{
    private static readonly string[] ForStrangers = ["GET /api/v1/join/authority", "POST /api/v1/join"];
    private readonly TestCluster _cluster = new();
    private MachineOptions _machine = null!;
    private ApiNode _node = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _machine = _cluster.Machine("n1");
        _node = await ApiNode.StartAsync(machine: _machine);
        await _node.PutAsync(Keys.Cluster, new ClusterConfig { Id = TestCluster.Id, Name = "test" });
        await AddAsync("n2", MachineConfig.NodeRole);
        await AddAsync("w1", MachineConfig.WitnessRole);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Stranger_MayAskToJoin_AndNothingElse()
    {
        using HttpClient stranger = _cluster.Connect(_machine, null);
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _node.Token);
        await AnswersAsync(stranger, HttpStatusCode.Unauthorized, ForStrangers);
    }

    [Fact]
    public async Task Node_MayDoWhatNodesNeedOfEachOther_AndNothingElse()
    {
        using HttpClient node = _cluster.Connect(_machine, _cluster.Folder("n2"));
        await AnswersAsync(node, HttpStatusCode.Forbidden,
        [
            "GET /api/v1/nodes/{name}/load",
            "GET /api/v1/packages/{hash}", "PUT /api/v1/packages/{hash}", "GET /api/v1/resources/{name}/polls",
            "GET /api/v1/resources/{name}/processes",
            "POST /api/v1/resources/{name}/fail",
            "POST /api/v1/resources/{name}/clear", "POST /api/v1/resources/{name}/control/{control}",
            "GET /api/v1/authority-key", "POST /api/v1/certificates",
            "GET /api/v1/members", "POST /api/v1/members/renewals", "POST /api/v1/members/agreements",
        ]);
    }

    [Fact]
    public async Task Witness_MayRenewItsCertificate_AndNothingElse()
    {
        using HttpClient witness = _cluster.Connect(_machine, _cluster.Folder("w1", MachineConfig.WitnessRole));
        await AnswersAsync(witness, HttpStatusCode.Forbidden, ["POST /api/v1/certificates"]);
    }

    [Fact]
    public async Task MachineThatIsNoLongerInTheCluster_IsAStranger()
    {
        using HttpClient removed = _cluster.Connect(_machine, _cluster.Folder("n9"));
        await Http.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.NotAuthenticated,
            removed.GetAsync("/api/v1/authority-key", Token));
    }

    [Fact]
    public async Task CertificateOfAnotherAuthority_GetsNoAnswerAtAll()
    {
        using ClusterAuthority foreign = ClusterAuthority.Create(TestCluster.Id, DateTimeOffset.UtcNow);
        using HttpClient client = _cluster.Connect(_machine, _cluster.Folder("n2", signer: foreign));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/api/v1/join/authority", Token));
    }

    /// <summary>Also where another machine has the name now.</summary>
    [Fact]
    public async Task CertificateThatCountsNoMore_GetsNoAnswerAtAll()
    {
        CertificateFolder folder = _cluster.Folder("n2");
        using HttpClient before = _cluster.Connect(_machine, folder);
        var register = new CertificateRegister(_node.Database, _machine.Certificates, TimeProvider.System);
        await register.NoteAsync("n2", await File.ReadAllTextAsync(folder.Certificate, Token), Token);
        await register.RemoveAsync("n2", Token);
        _machine.Certificates.Keep((await register.ListAsync(Token))!.List);
        await AddAsync("n2", MachineConfig.NodeRole);
        await Assert.ThrowsAsync<HttpRequestException>(() => before.GetAsync("/api/v1/authority-key", Token));
        using HttpClient now = _cluster.Connect(_machine, _cluster.Folder("n2"));
        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync("/api/v1/authority-key", Token)).StatusCode);
    }

    [Fact]
    public async Task AuthoritysKey_IsForNodesOnly_NotForUsersOfThisMachine()
    {
        using HttpClient local = _node.Unix();
        await Http.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.NotAllowed,
            local.GetAsync("/api/v1/authority-key", Token));
        using HoldfastClient node = _cluster.Client(_machine, _cluster.Folder("n2"));
        Assert.Contains("PRIVATE KEY", (await node.Machines.AuthorityKeyAsync(Token)).Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfTest_OfTheListenerForMachines_Passes() =>
        await ApiSelfTest.RunAsync(_node.Addresses, Token);

    [Fact]
    public async Task Token_LetsAMachineIn_WhoseCertificateWorks()
    {
        JoinTokenDto made = await _node.Client.Machines.TokenAsync(new JoinTokenRequest(), Token);
        JoinToken token = JoinToken.TryParse(made.Token)!;
        Assert.Contains($"cluster join --token {made.Token} 127.0.0.1:{_machine.Port}", made.Command,
            StringComparison.Ordinal);
        using HoldfastClient stranger = _cluster.Client(_machine, null);
        AuthorityDto authority = await stranger.Machines.AuthorityAsync(Token);
        Assert.Equal(_cluster.Authority.CertificatePem, authority.Certificate);

        var folder = new CertificateFolder(Path.Combine(_node.Options.DataFolder, "joining"));
        folder.Create();
        JoinRequest request = Request(token, folder.Request("n3"), "n3");
        JoinDto joined = await stranger.Machines.JoinAsync(request, Token);
        CertificateFolder.Write(folder.Authority, authority.Certificate);
        CertificateFolder.Write(folder.Certificate, joined.Certificate);
        Assert.Equal((TestCluster.Id, "test", ""), (joined.ClusterId, joined.Cluster, joined.MemberId));
        using HoldfastClient member = _cluster.Client(_machine, folder);
        Assert.NotEmpty((await member.Machines.AuthorityKeyAsync(Token)).Key);
        string renewed = (await member.Machines.RenewAsync(
            new CertificateRenewalRequest { SigningRequest = folder.Request("n3") }, Token)).Certificate;
        Assert.NotEqual(joined.Certificate, renewed);

        HoldfastException again = await Assert.ThrowsAsync<HoldfastException>(
            () => stranger.Machines.JoinAsync(request with { Node = "n4", Port = 7411 }, Token));
        Assert.Equal(ErrorCodes.JoinRefused, again.Code);
    }

    [Fact]
    public async Task NodeThatIsUp_IsNotJoinedOver_AndTheTokenStaysGood()
    {
        await _node.PutAsync(Keys.Member("n5"), new MemberState
        {
            Node = "n5", Epoch = 1, Alive = true, Sequence = 1,
        });
        JoinToken token = JoinToken.TryParse(
            (await _node.Client.Machines.TokenAsync(new JoinTokenRequest(), Token)).Token)!;
        using HoldfastClient stranger = _cluster.Client(_machine, null);
        string csr = _cluster.Folder("n5").Request("n5");
        Assert.Equal(ErrorCodes.MachineExists, (await Assert.ThrowsAsync<HoldfastException>(
            () => stranger.Machines.JoinAsync(Request(token, csr, "n5"), Token))).Code);
        Assert.Equal(TestCluster.Id, (await stranger.Machines.JoinAsync(Request(token, csr, "n6"), Token)).ClusterId);
    }

    [Fact]
    public async Task AddressOfAnotherMachine_IsNotGivenToOneThatJoins()
    {
        await _node.PutAsync(Keys.Machine("n7"), new MachineConfig
        {
            Name = "n7", Role = MachineConfig.NodeRole, Address = "db7", Port = 7401,
        });
        JoinToken token = JoinToken.TryParse((await _node.Client.Machines.TokenAsync(
            new JoinTokenRequest { Role = MachineConfig.WitnessRole }, Token)).Token)!;
        using HoldfastClient stranger = _cluster.Client(_machine, null);
        JoinRequest witness = Request(token, _cluster.Folder("w2").Request("w2"), "w2") with
        {
            Role = MachineConfig.WitnessRole,
        };
        foreach (JoinRequest request in new[] { witness with { Address = "DB7" }, witness with { Node = "db7" } })
        {
            Assert.Equal(ErrorCodes.MachineExists, (await Assert.ThrowsAsync<HoldfastException>(
                () => stranger.Machines.JoinAsync(request, Token))).Code);
        }
    }

    [Fact]
    public async Task ManyTries_AreSlowedDown()
    {
        using HttpClient stranger = _cluster.Connect(_machine, null);
        var answers = new List<HttpStatusCode>();
        for (int i = 0; i < 15; i++)
        {
            using HttpResponseMessage answer = await stranger.GetAsync("/api/v1/join/authority", Token);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    private static JoinRequest Request(JoinToken token, string csr, string node) => new()
    {
        TokenId = token.Id, Secret = token.Secret, Role = MachineConfig.NodeRole, Node = node, Address = "127.0.0.1",
        Port = 7401, ClientPort = 2379, PeerPort = 2380, SigningRequest = csr,
    };

    private Task AddAsync(string name, string role) => _node.PutAsync(
        Keys.Machine(name), new MachineConfig { Name = name, Role = role, Address = "127.0.0.1" });

    /// <summary>Every endpoint but those allowed answers with the status.</summary>
    private async Task AnswersAsync(HttpClient client, HttpStatusCode refused, string[] allowed)
    {
        var let = new List<string>();
        foreach (RouteEndpoint endpoint in _node.Endpoints)
        {
            string path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Parse(method),
                    path.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x'));
                using HttpResponseMessage answer = await client.SendAsync(request, Token);
                if (answer.StatusCode != refused)
                {
                    let.Add($"{method} {path}");
                }
            }
        }

        Assert.Equal(allowed.Order(StringComparer.Ordinal), let.Order(StringComparer.Ordinal));
    }
}
