using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// A machine's watchdog: a FIFO that its service feeds, and whoever reads it, which ends everything on the machine once
/// it was not fed for as long as it was told to wait.
/// </summary>
public sealed class LabWatchdog : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly LabMachine _machine;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly StringBuilder _told = new();
    private TimeSpan? _timeout;
    private long _fedAt;
    private int _bites;
    private volatile string? _failure;

    private FifoReader? _device;

    private LabWatchdog(LabMachine machine)
    {
        _machine = machine;
        _ = WatchAsync(_stop.Token);
    }

    /// <summary>How often it ended the machine.</summary>
    /// <exception cref="IOException">It could not end it.</exception>
    public int Bites => _failure is null ? Volatile.Read(ref _bites) : throw new IOException(_failure);

    /// <summary>Gives a machine one, and starts its service anew with it.</summary>
    public static async Task<LabWatchdog> GiveAsync(LabMachine machine, string path, TimeSpan timeout)
    {
        var made = new LabWatchdog(machine);
        try
        {
            made._device = await FifoReader.MakeAsync(path, made.Told);
            JsonObject config = JsonNode.Parse(await File.ReadAllTextAsync(machine.Config))!.AsObject();
            config["watchdog"] = path;
            config["watchdogTimeout"] = $"{timeout.TotalSeconds:0}s";
            await File.WriteAllTextAsync(machine.Config, config.ToJsonString());
            await machine.RestartServiceAsync();
            await made.ArmedAsync();
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Waits until it is fed, and would end the machine.</summary>
    public Task ArmedAsync() => Until.TrueAsync(
        $"the watchdog of {_machine.Name} is armed", () => Since() is not null, Soon);

    public void Dispose()
    {
        _stop.Cancel();
        _device?.Dispose();
        _stop.Dispose();
    }

    /// <summary>For how long it has waited beyond its time-out, or has still to wait; null while it is not
    /// armed.</summary>
    private TimeSpan? Since()
    {
        lock (_gate)
        {
            return _timeout is { } timeout ? Stopwatch.GetElapsedTime(_fedAt) - timeout : null;
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (Since() > TimeSpan.Zero)
            {
                Told("V");
                await BiteAsync();
            }

            await Task.Delay(LookAgain, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BiteAsync()
    {
        try
        {
            await _machine.KillAsync();
            Interlocked.Increment(ref _bites);
        }
        catch (Exception failed) when (failed is TimeoutException or IOException)
        {
            _failure = $"the watchdog of {_machine.Name} did not end it: {failed.Message}";
        }
    }

    /// <summary><c>T</c>, seconds and a line's end arm it, <c>k</c> feeds it, <c>V</c> disarms it.</summary>
    private void Told(string text)
    {
        lock (_gate)
        {
            _fedAt = Stopwatch.GetTimestamp();
            foreach (char each in text)
            {
                _told.Append(each);
                if (each == '\n')
                {
                    _timeout = TimeSpan.FromSeconds(int.Parse(
                        _told.ToString(1, _told.Length - 2), CultureInfo.InvariantCulture));
                }
                else if (each == 'V')
                {
                    _timeout = null;
                }

                if (each is '\n' or 'V' or 'k')
                {
                    _told.Clear();
                }
            }
        }
    }
}
