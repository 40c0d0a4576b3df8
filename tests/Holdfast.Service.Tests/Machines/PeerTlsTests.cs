using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Machines;

/// <summary>The connections themselves: TLS 1.3 and nothing older, and none by a certificate that counts no more.
/// </summary>
public sealed class PeerTlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly TestCluster _cluster = new();
    private MachineOptions _machine = null!;
    private ApiNode _node = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _machine = _cluster.Machine("n1");
        _node = await ApiNode.StartAsync(machine: _machine);
        await _node.PutAsync(Keys.Cluster, new ClusterConfig { Id = TestCluster.Id, Name = "test" });
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _cluster.Dispose();
    }

    [Fact]
    public async Task OlderTls_IsRefusedByTheNode_AndTheNewestIsUsed()
    {
        CertificateFolder folder = await LetInAsync("n2");
        await using SslStream newest = await DialAsync(folder, SslProtocols.Tls13);
        Assert.Equal(SslProtocols.Tls13, newest.SslProtocol);
        await AnswersAsync(newest);
        Exception? refused = await Record.ExceptionAsync(() => DialAsync(folder, SslProtocols.Tls12));
        Assert.True(refused is AuthenticationException or IOException, $"{refused}");
    }

    /// <summary>Nor does a machine talk to something older in a node's place.</summary>
    [Fact]
    public async Task OlderTls_IsRefusedByWhoConnects()
    {
        using X509Certificate2 certificate = _machine.Certificates.LoadCertificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<Exception?> serving = Record.ExceptionAsync(async () =>
        {
            using TcpClient accepted = await listener.AcceptTcpClientAsync(Token);
            await using var tls = new SslStream(accepted.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls12,
                },
                Token);
        }).AsTask();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
        await using var stream = new SslStream(client.GetStream());
        SslClientAuthenticationOptions options = CertificateCheck.Client(_cluster.Authority.LoadPublic());
        options.TargetHost = "127.0.0.1";
        Exception? refused = await Record.ExceptionAsync(() => stream.AuthenticateAsClientAsync(options, Token));
        Assert.True(refused is AuthenticationException or IOException, $"{refused}");
        Assert.NotNull(await serving);
    }

    [Fact]
    public async Task MachineRemoved_ItsOpenConnectionsAreClosed_AndNobodyElses()
    {
        await using SslStream removed = await DialAsync(await LetInAsync("n2"), SslProtocols.Tls13);
        await using SslStream other = await DialAsync(await LetInAsync("n3"), SslProtocols.Tls13);
        await AnswersAsync(removed);
        await AnswersAsync(other);

        var register = new CertificateRegister(_node.Database, _machine.Certificates, TimeProvider.System);
        await register.RemoveAsync("n2", Token);
        _node.Certificates.Revoke((await register.ListAsync(Token))!.List);

        Assert.True(await IsClosedAsync(removed));
        await AnswersAsync(other);
    }

    private async Task<CertificateFolder> LetInAsync(string name)
    {
        CertificateFolder folder = _cluster.Folder(name);
        await _node.PutAsync(Keys.Machine(name), new MachineConfig
        {
            Name = name, Role = MachineConfig.NodeRole, Address = "127.0.0.1",
        });
        await new CertificateRegister(_node.Database, _machine.Certificates, TimeProvider.System)
            .NoteAsync(name, await File.ReadAllTextAsync(folder.Certificate, Token), Token);
        return folder;
    }

    private async Task<SslStream> DialAsync(CertificateFolder folder, SslProtocols protocol)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _machine.Port, Token);
        var stream = new SslStream(client.GetStream());
        X509Certificate2 shown = folder.LoadCertificate();
        SslClientAuthenticationOptions options = CertificateCheck.Client(_cluster.Authority.LoadPublic());
        options.EnabledSslProtocols = protocol;
        options.TargetHost = "127.0.0.1";
        options.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        try
        {
            await stream.AuthenticateAsClientAsync(options, Token);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection answers a request, and stays open.</summary>
    private static async Task AnswersAsync(SslStream stream)
    {
        await stream.WriteAsync("GET /api/v1/authority-key HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray(), Token);
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, Token).AsTask().WaitAsync(Deadline, Token);
            Assert.True(read > 0, $"closed after: {answer}");
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Assert.StartsWith("HTTP/1.1 200", answer.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whether the other side closes it; what is left of an answer is read first.</summary>
    private static async Task<bool> IsClosedAsync(SslStream stream)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, Token).AsTask().WaitAsync(Deadline, Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
