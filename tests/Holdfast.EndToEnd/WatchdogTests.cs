using System.Diagnostics;
using System.Text;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>A node with a watchdog, in whose place a FIFO stands that the test reads.</summary>
public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-watchdog-").FullName;
    private readonly StringBuilder _heard = new();

    private string Fifo => Path.Combine(_folder, "watchdog");

    private string Heard
    {
        get
        {
            lock (_heard)
            {
                return _heard.ToString();
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Watchdog_IsFedWhileTheNodeIsAMember_NotWhileItsServiceHangs_AndDisarmedForAHold()
    {
        using FifoReader device = await FifoReader.MakeAsync(Fifo, Hear);
        await using var cluster = new LabCluster(1)
        {
            ServiceOptions = ["--no-tcp", "--watchdog", Fifo, "--watchdog-timeout", "2s"],
        };
        await cluster.StartAsync();
        LabNode node = cluster.Nodes[0];
        Assert.StartsWith("T2\n", Heard, StringComparison.Ordinal);
        NodeDto shown = await node.Api.Nodes.ShowAsync("n1", CancellationToken.None);
        Assert.Contains("watchdog", shown.Protections);
        int fed = Heard.Length;
        await Until.TrueAsync("it is fed", () => Heard.Length > fed + 2, Soon);

        node.Signal(NodeProcesses.SigStop);
        int before = Heard.Length;
        var clock = Stopwatch.StartNew();
        await Until.TrueAsync("longer than its time-out", () => clock.Elapsed > TimeSpan.FromSeconds(3), Soon);
        Assert.InRange(Heard.Length, before, before + 1);
        node.Signal(NodeProcesses.SigCont);
        await Until.TrueAsync("its lease is over, nothing runs, and it is fed again", () =>
            Heard.Length > before + 3, Soon);

        await node.ReadyAsync();
        node.Signal(NodeProcesses.SigTerm);
        await node.ServiceEndedAsync();
        await Until.TrueAsync("disarmed", () => Heard.EndsWith('V'), Soon);
    }

    [Fact]
    public async Task WatchdogThatIsNotThere_TheNodeDoesNotStart()
    {
        await using var cluster = new LabCluster(1) { ServiceOptions = ["--no-tcp", "--watchdog", Fifo] };
        LabNode node = cluster.Nodes[0];
        node.Start();
        await node.ServiceEndedAsync();
        Assert.Equal(2, node.ExitCode);
    }

    private void Hear(string told)
    {
        lock (_heard)
        {
            _heard.Append(told);
        }
    }
}
