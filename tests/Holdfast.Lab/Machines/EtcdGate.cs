using System.Diagnostics;
using System.Globalization;
using System.Text;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>An etcd that nodes reach only through an <see cref="EtcdProxy"/>, and what that one is told.</summary>
public sealed class EtcdGate : IDisposable
{
    private const int Port = 23790;
    private readonly Process _proxy;
    private readonly LabMachine _at;
    private readonly Uri _etcd;

    private EtcdGate(Process proxy, LabMachine at, Uri etcd, string address) =>
        (_proxy, _at, _etcd, Address) = (proxy, at, etcd, address);

    /// <summary>The address of the machine at which nodes reach the proxy.</summary>
    public string Address { get; }

    /// <summary>Where nodes reach the etcd, through the proxy.</summary>
    public Uri Through => new($"http://{Address}:{Port}");

    /// <summary>Where nodes reach it past the proxy.</summary>
    public Uri Past => _etcd;

    /// <summary>Starts etcd and proxy on a machine.</summary>
    /// <param name="at">The machine.</param>
    /// <param name="address">The address of it that the proxy is known by.</param>
    public static async Task<EtcdGate> StartAsync(LabMachine at, string address)
    {
        Uri etcd = at.StartForeignEtcd();
        ProcessStartInfo start = at.Inside(
            Programs.Lab, EtcdProxy.Verb, $"{address}:{Port}", $"{at.Address}:{etcd.Port}");
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        var gate = new EtcdGate(Process.Start(start)!, at, etcd, address);
        await gate.AnswerAsync();
        return gate;
    }

    /// <summary>Passes on what a machine sends, and what was held back of it.</summary>
    /// <returns>How many bytes were held back or delayed.</returns>
    public Task<long> PassAsync(LabMachine machine) => TellAsync($"pass {machine.Address}");

    /// <summary>Holds back what a machine sends from now on; answers to what was sent before still come.</summary>
    public Task<long> HoldAsync(LabMachine machine) => TellAsync($"hold {machine.Address}");

    /// <summary>Ends a machine's connections, and holds back what it sends on new ones from now on.</summary>
    public Task<long> BreakAsync(LabMachine machine) => TellAsync($"break {machine.Address}");

    /// <summary>How many of a machine's watches were told so far that what they ask for is compacted.</summary>
    public Task<long> CompactionsAsync(LabMachine machine) => TellAsync($"compactions {machine.Address}");

    /// <summary>Delays each part that a machine sends or is sent by so many ms, at random between the two.</summary>
    public Task<long> DelayAsync(LabMachine machine, int least, int most) => TellAsync(
        string.Create(CultureInfo.InvariantCulture, $"delay {machine.Address} {least} {most}"));

    /// <summary>Passes on what a machine is sent byte by byte, slowly.</summary>
    public Task<long> DripAsync(LabMachine machine) => TellAsync($"drip {machine.Address}");

    /// <summary>Loses what a machine's watches say of one key, with what changed along with it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="key">The key, without the cluster's prefix.</param>
    public Task<long> DeafenAsync(LabMachine machine, string key) => TellAsync(
        $"deafen {machine.Address} {Convert.ToBase64String(Encoding.ASCII.GetBytes($"/{LabMachine.Prefix}/{key}"))}");

    /// <summary>
    /// Stops right before a machine's next transaction that writes something, or right after it, before its answer.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="written">What the keys begin with that it writes or deletes, without the cluster's prefix.</param>
    /// <param name="after">Whether right after it.</param>
    public Task TripAsync(LabMachine machine, string written, bool after)
    {
        string mark = TransactionTrip.Mark($"/{LabMachine.Prefix}/{written}");
        return TellAsync($"trip {machine.Address} {mark} {(after ? "after" : "before")}");
    }

    /// <summary>Returns once it has stopped there; false if the transaction does not come.</summary>
    public async Task<bool> TrippedAsync(LabMachine machine) => await TellAsync($"tripped {machine.Address}") == 1;

    /// <summary>Runs etcdctl on etcd itself, past the proxy.</summary>
    /// <param name="command">What follows the endpoints, as a shell reads it.</param>
    /// <returns>What it said; null if it failed.</returns>
    public async Task<string?> ControlAsync(string command)
    {
        string program = EtcdProgram.Control
            ?? throw new InvalidOperationException("etcdctl is not installed: run build/etcd.sh");
        ProcessStartInfo start = _at.Inside("/bin/sh", "-c", $"{program} --endpoints {_etcd} {command}");
        start.RedirectStandardOutput = true;
        start.Environment["ETCDCTL_API"] = "3";
        using Process etcdctl = Process.Start(start)!;
        string said = await etcdctl.StandardOutput.ReadToEndAsync();
        await etcdctl.WaitForExitAsync();
        return etcdctl.ExitCode == 0 ? said : null;
    }

    /// <summary>Runs etcdctl as <see cref="ControlAsync"/>; it must succeed.</summary>
    public async Task<string> DoAsync(string command) =>
        await ControlAsync(command) ?? throw new IOException($"etcdctl {command} failed; see above");

    /// <summary>Puts a snapshot in the place of etcd's data.</summary>
    /// <param name="snapshot">The file.</param>
    /// <param name="data">A name for its data.</param>
    public async Task PutAsync(string snapshot, string data)
    {
        await _at.EndForeignEtcdAsync();
        await DoAsync($"snapshot restore {snapshot} --data-dir {_at.ForeignData(data)} --name foreign "
            + $"--initial-cluster foreign={_at.ForeignPeer} --initial-advertise-peer-urls {_at.ForeignPeer}");
        _at.StartForeignEtcd(data);
    }

    /// <summary>Puts the data back that etcd had at first; returns once it answers.</summary>
    public async Task PutBackAsync()
    {
        await _at.EndForeignEtcdAsync();
        _at.StartForeignEtcd();
        await Until.TrueAsync("etcd answers", async () => await ControlAsync("get x") is not null, everyMs: 100);
    }

    public void Dispose() => _proxy.Dispose();

    private async Task<long> TellAsync(string line)
    {
        await _proxy.StandardInput.WriteLineAsync(line);
        await _proxy.StandardInput.FlushAsync();
        return await AnswerAsync();
    }

    private async Task<long> AnswerAsync() =>
        await _proxy.StandardOutput.ReadLineAsync() is { } answer && answer.StartsWith("ok ", StringComparison.Ordinal)
            ? long.Parse(answer[3..], CultureInfo.InvariantCulture)
            : throw new IOException($"the proxy before etcd at {Address} ended");
}
