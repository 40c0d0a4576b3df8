using System.Diagnostics;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;
using Xunit;

namespace Holdfast.Monitor.Tests.Harness;

/// <summary>What a node's service would provide: a run folder, an authority page, an alive lock, and guards.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const long Epoch = 7;

    private readonly List<Process> processes = [];
    private readonly List<SpawnedProcess> guards = [];
    private int monitors;

    public Node()
    {
        Folder = Directory.CreateTempSubdirectory("hfm-").FullName;
        Page = AuthorityPage.Create(Path.Combine(Folder, "authority"));
        Renew(TimeSpan.FromMinutes(5));
    }

    public string Folder { get; }

    public AuthorityPage Page { get; }

    public void Renew(TimeSpan authority, long epoch = Epoch)
    {
        var until = BootClock.Now + (authority.Ticks * 100);
        Page.Write(epoch, until, until + 2_000_000_000);
    }

    /// <summary>Starts a monitor and waits until it answers.</summary>
    public async Task<RunningMonitor> MonitorAsync()
    {
        var id = $"m{++monitors}";
        var monitor = RunningMonitor.Start(this, id, Path.Combine(Folder, "log"));
        processes.Add(monitor.Process);
        await monitor.ReadyAsync();
        return monitor;
    }

    /// <summary>A monitor that has loaded the DLL that misbehaves.</summary>
    public async Task<RunningMonitor> FaultMonitorAsync()
    {
        var monitor = await MonitorAsync();
        Outcome.Ok(await monitor.LoadFaultAsync());
        return monitor;
    }

    /// <summary>Kills the guards and, with them, all they started.</summary>
    public void KillGuards() => guards.ForEach(guard => guard.Handle.Send(Signals.Kill));

    /// <summary>The same, and returns when they are gone.</summary>
    public async Task KillGuardsAsync()
    {
        KillGuards();
        await Task.WhenAll(guards.Select(guard => guard.Handle.Exited));
    }

    /// <summary>Starts a group's guard.</summary>
    /// <returns>Its socket.</returns>
    public async Task<string> GuardAsync(string group = "g")
    {
        if (!File.Exists(Programs.Guard))
        {
            Assert.Skip("no guard is built");
        }

        var socket = Path.Combine(Folder, $"{group}.sock");
        using var alive = AliveLock.Hold(Path.Combine(Folder, "alive"));
        var start = new ProcessStart
        {
            FileName = Programs.Guard,
            Arguments =
            [
                "--node", "n1", "--group", group, "--epoch", $"{Epoch}", "--generation", "3", "--socket", socket,
                "--authority", Path.Combine(Folder, "authority"), "--log", Path.Combine(Folder, "log"),
                "--alive-fd", $"{alive.Fd}",
            ],
            InheritedFds = [alive.Fd],
            Output = Stdio.AppendTo(Path.Combine(Folder, "guard.log")),
        };
        var spawned = ProcessSpawner.Start(start);
        guards.Add(spawned);
        await Until.TrueAsync("the guard answers", async () =>
        {
            Assert.Null(spawned.TryReap());
            try
            {
                await using var client = await GuardClient.ConnectAsync(socket, CancellationToken.None);
                return true;
            }
            catch (System.Net.Sockets.SocketException)
            {
                return false;
            }
        });
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        foreach (var guard in guards)
        {
            guard.Handle.Send(Signals.Kill);
            await guard.Handle.Exited;
            guard.TryReap();
            guard.Dispose();
        }

        Page.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
