using System.Diagnostics;
using System.Net;
using Holdfast.Linux.Netlink;

namespace Holdfast.Lab.Machines;

/// <summary>
/// Looks all along at which machines have an address, in their kernels and not in what they say: one that stands still
/// or is cut off may have it as long as no other has it.
/// </summary>
/// <remarks>
/// A look is a socket that is bound to the address in each machine's network namespace, on a thread that goes round: no
/// process is started for it. Two count as having it at the same time where the first still has it after the second was
/// found to have it, and where it is not deaf: an address that the packet filter makes deaf (profile <c>fast</c>) stays
/// on the interface a little longer, and nobody is answered by it.
/// </remarks>
public sealed class AddressWatch : IAsyncDisposable
{
    private const int EveryMs = 5;

    /// <summary>Two that have it at the same time have it for at least so long.</summary>
    private const long LeastMs = 10;
    private readonly LabMachine[] _machines;
    private readonly IPAddress _address;
    private readonly Task _watching;
    private volatile bool _stopped;
    private int _most;
    private long _togetherMs;
    private string _holder = "";

    public AddressWatch(LabNetwork network, string address)
    {
        _machines = [.. network.Machines];
        _address = IPAddress.Parse(address);
        _watching = MachineThread.RunAsync(_machines[0], Watch);
    }

    /// <summary>On how many machines it was at the same time, at most.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>For how long more than one had it, ms; at least 10 if any did.</summary>
    public long TogetherMs => Interlocked.Read(ref _togetherMs);

    /// <summary>The machines that have it now, with spaces between them; empty for none.</summary>
    public string Holder => Volatile.Read(ref _holder);

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _watching;
    }

    private void Watch()
    {
        using var spaces = new MachineSpaces(_machines);
        long before = Stopwatch.GetTimestamp();
        bool wereTogether = false;
        while (!_stopped)
        {
            LabMachine[] holders = Holders(spaces);
            long now = Stopwatch.GetTimestamp();
            Volatile.Write(ref _holder, string.Join(' ', holders.Select(machine => machine.Name)));
            Volatile.Write(ref _most, Math.Max(_most, holders.Length));
            if (holders.Length > 1)
            {
                long lasted = (long)Stopwatch.GetElapsedTime(before, now).TotalMilliseconds;
                Interlocked.Add(ref _togetherMs, wereTogether ? lasted : LeastMs);
            }

            (before, wereTogether) = (now, holders.Length > 1);
            Thread.Sleep(EveryMs);
        }
    }

    /// <summary>All that have it at one moment: where several seem to, all were asked while each of them had it.
    /// </summary>
    private LabMachine[] Holders(MachineSpaces spaces)
    {
        LabMachine[] found = [.. _machines.Where(machine => spaces.Has(machine, _address))];
        return found.Length < 2
            ? found
            : [.. found.Where(machine => spaces.Has(machine, _address) && !IsDeaf(spaces, machine))];
    }

    private bool IsDeaf(MachineSpaces spaces, LabMachine machine)
    {
        spaces.Enter(machine);
        return AddressTimeouts.IsDeaf(_address);
    }
}
