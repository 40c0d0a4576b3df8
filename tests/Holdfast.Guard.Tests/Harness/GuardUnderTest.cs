using System.Globalization;
using System.Net.Sockets;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;
using Xunit;

namespace Holdfast.Guard.Tests.Harness;

/// <summary>A real guard process with a folder, an authority page and an alive lock of its own.</summary>
internal sealed class GuardUnderTest : IAsyncDisposable
{
    public const long Second = 1_000_000_000;

    private GuardUnderTest(string folder)
    {
        Folder = folder;
        Page = AuthorityPage.Create(Path.Combine(folder, "authority"));
        Alive = AliveLock.Hold(AlivePath);
    }

    public string Folder { get; }

    public AuthorityPage Page { get; }

    public AliveLock Alive { get; }

    public string AlivePath => Path.Combine(Folder, "alive");

    public string Socket => Path.Combine(Folder, "guard.sock");

    public SpawnedProcess Process { get; private set; } = null!;

    public GuardClient Client { get; set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A guard of epoch 5, generation 7, that may live for a minute, and a client of it.</summary>
    public static async Task<GuardUnderTest> StartAsync()
    {
        var guard = Prepare();
        guard.Authority(5, 60);
        guard.Spawn();
        guard.Client = await guard.ConnectAsync();
        return guard;
    }

    public static GuardUnderTest Prepare() => new(Directory.CreateTempSubdirectory("hf-guard-").FullName);

    /// <summary>Writes the page: authority for some seconds, killed a little later.</summary>
    public long Authority(long epoch, double seconds)
    {
        long killAt = BootClock.Now + (long)(seconds * Second);
        Page.Write(epoch, killAt - (Second / 10), killAt);
        return killAt;
    }

    /// <param name="through">A command that becomes the guard, whose program and arguments it is given.</param>
    public void Spawn(params string[] through) => Process = SpawnAnother(through);

    public SpawnedProcess SpawnAnother(params string[] through) => ProcessSpawner.Start(new ProcessStart
    {
        FileName = through.Append(GuardProgram.Path).First(),
        Arguments =
        [
            .. through.Append(GuardProgram.Path).Skip(1),
            "--node", "n1", "--group", "web", "--epoch", "5", "--generation", "7", "--socket", Socket,
            "--authority", Path.Combine(Folder, "authority"), "--log", Path.Combine(Folder, "log"),
            "--alive-fd", Alive.Fd.ToString(CultureInfo.InvariantCulture),
        ],
        Output = Stdio.AppendTo(Path.Combine(Folder, "guard.log")),
        InheritedFds = [Alive.Fd],
    });

    public async Task<GuardClient> ConnectAsync()
    {
        GuardClient? client = null;
        await Until.Holds("the guard listens", async () =>
        {
            try
            {
                client = await GuardClient.ConnectAsync(Socket, Ct);
            }
            catch (SocketException)
            {
                Assert.True(!Process.Handle.HasExited, "The guard ended: " + OwnLog());
            }

            return client is not null;
        });
        return client!;
    }

    public Task<GuardProcess> StartShellAsync(string resource, string script, string name = "main") =>
        Client.StartAsync(resource, name, new GuardStart { FileName = "/bin/sh", Arguments = ["-c", script] }, Ct);

    public string Output(string resource) => ReadIfThere(Path.Combine(Folder, "log", resource + ".log"));

    public string OwnLog() => ReadIfThere(Path.Combine(Folder, "guard.log"));

    /// <summary>The exits that are announced from now on, each once.</summary>
    public async Task<ExitNotices> SubscribeAsync()
    {
        var notices = new ExitNotices(Client);
        await Client.SubscribeAsync(Ct);
        return notices;
    }

    public bool HasPidNamespace(GuardHello hello) => hello.Protections.Contains("pid-namespace");

    /// <summary>Kills the guard if it still lives, and proves that nothing is left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        if (Process is not null)
        {
            Process.Handle.Send(Signals.Kill);
            await Process.WaitForExitAsync(CancellationToken.None);
            Process.Dispose();
        }

        Alive.Dispose();
        Page.Dispose();
        await AliveLock.ProveDead(AlivePath, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        Directory.Delete(Folder, recursive: true);
    }

    private static string ReadIfThere(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
