using System.Diagnostics;
using Holdfast.Client.Errors;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Chaos;

/// <summary>
/// Plays a plan on a scene: at most two faults at the same time, on different machines, each taken back after its time.
/// </summary>
public sealed class ChaosRun(FaultScene scene, IReadOnlyList<ChaosStep> plan, TextWriter progress)
{
    /// <summary>Between two writes at rest there is less than this, ms.</summary>
    private const long UsualMs = 50;
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, ChaosFault> _faults = ChaosFaults.Create().ToDictionary(fault => fault.Name);
    private readonly List<Task> _active = [];
    private readonly HashSet<LabMachine> _busy = [];
    private readonly List<long> _injectedMs = [];
    private readonly Stopwatch _clock = new();

    /// <summary>How many faults were injected and hit something.</summary>
    public int Faults => _injectedMs.Count;

    /// <summary>Plays until the plan is done or somebody cancels; all faults are taken back in either case.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        _clock.Start();
        try
        {
            foreach (ChaosStep step in plan)
            {
                TimeSpan wait = step.At - _clock.Elapsed;
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellationToken);
                int others = _faults[step.Fault].Everywhere ? 0 : 1;
                await RoomAsync(others);
                await InjectAsync(step, cancellationToken);
                await RoomAsync(2 * others);
            }
        }
        finally
        {
            await RoomAsync(0);
        }
    }

    /// <inheritdoc cref="Recovery"/>
    public IReadOnlyList<long> RecoveryMs() => Recovery(_injectedMs, scene.Proof.Moments());

    /// <summary>The same of the answers to the client; null where there is none.</summary>
    public IReadOnlyList<long>? ClientMs() =>
        scene.Proof.AnsweredMs() is { } moments ? Recovery(_injectedMs, moments) : null;

    /// <summary>
    /// For each fault the longest time without a write, counted from its injection at the earliest, that had begun
    /// 50 ms before the next fault's; ms, sorted.
    /// </summary>
    /// <param name="injectedMs">When faults were injected, in order.</param>
    /// <param name="writtenMs">When the resource wrote, in order.</param>
    public static IReadOnlyList<long> Recovery(IReadOnlyList<long> injectedMs, IReadOnlyList<long> writtenMs)
    {
        var longest = new List<long>();
        int write = 1;
        for (int fault = 0; fault < injectedMs.Count; fault++)
        {
            long until = fault + 1 < injectedMs.Count ? injectedMs[fault + 1] : long.MaxValue;
            while (write < writtenMs.Count && writtenMs[write] <= injectedMs[fault])
            {
                write++;
            }

            long most = 0;
            for (int i = write; i < writtenMs.Count && writtenMs[i - 1] < until - UsualMs; i++)
            {
                most = Math.Max(most, writtenMs[i] - Math.Max(writtenMs[i - 1], injectedMs[fault]));
            }

            longest.Add(most);
        }

        return [.. longest.Order()];
    }

    /// <summary>Waits until no more than so many faults go on; what went wrong in taking one back is thrown.</summary>
    private async Task RoomAsync(int most)
    {
        while (_active.Count > most)
        {
            Task done = await Task.WhenAny(_active);
            _active.Remove(done);
            await done;
        }
    }

    private async Task InjectAsync(ChaosStep step, CancellationToken cancellationToken)
    {
        ChaosFault fault = _faults[step.Fault];
        if (await fault.WhyNot() is { } whyNot)
        {
            await progress.WriteLineAsync($"not injected: {step.Fault}: {whyNot}");
            return;
        }

        if (await MachineAsync(step, fault.OfOwner) is not { } machine)
        {
            await progress.WriteLineAsync($"not injected: {step.Fault}: the owner has another fault");
            return;
        }

        lock (_busy)
        {
            _busy.Add(machine);
        }

        Write? last = scene.Proof.Last;
        await progress.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{_clock.Elapsed.TotalSeconds,6:0.0} s  {machine.Name}: {step.Fault}, for {step.Hold.TotalSeconds:0.0} s ")
            + $"({last?.Node} wrote {last?.Count} in generation {last?.Generation})");
        long injectedMs = OwnershipProof.NowMs;
        if (await fault.InjectAsync(scene, machine, step) is { } takeBack)
        {
            _injectedMs.Add(injectedMs);
            _active.Add(HoldAsync(machine, step.Hold, takeBack, cancellationToken));
            return;
        }

        Release(machine);
        await progress.WriteLineAsync($"not injected: {step.Fault}: {machine.Name} has nothing to be hit");
    }

    private async Task HoldAsync(
        LabMachine machine, TimeSpan hold, Func<Task> takeBack, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(hold, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It is taken back now.
        }

        await takeBack();
        Release(machine);
    }

    private void Release(LabMachine machine)
    {
        lock (_busy)
        {
            _busy.Remove(machine);
        }
    }

    /// <summary>
    /// Who has the role; the next machine if nobody says or it has a fault already, or none where only the owner will
    /// do.
    /// </summary>
    private async Task<LabMachine?> MachineAsync(ChaosStep step, bool ofOwner)
    {
        if (ofOwner)
        {
            return IsBusy(scene.Owner) ? null : scene.Owner;
        }

        string? name = step.Target switch
        {
            ChaosTarget.Owner => scene.Proof.Last?.Node,
            ChaosTarget.Coordinator => await SaidAsync(async (machine, limit) =>
                (await machine.Api.StatusAsync(limit)).Coordinator),
            ChaosTarget.Leader => await SaidAsync(async (machine, limit) =>
                (await machine.Api.Machines.QuorumAsync(limit)).Members.FirstOrDefault(member => member.Leader)?.Name),
            _ => null,
        };
        int first = scene.Machines.ToList().FindIndex(machine => machine.Name == name);
        first = first < 0 ? step.Pick : first;
        return Enumerable.Range(0, scene.Machines.Count)
            .Select(i => scene.Machines[(first + i) % scene.Machines.Count])
            .First(machine => !IsBusy(machine));
    }

    private bool IsBusy(LabMachine machine)
    {
        lock (_busy)
        {
            return _busy.Contains(machine);
        }
    }

    private async Task<string?> SaidAsync(Func<LabMachine, CancellationToken, Task<string?>> ask)
    {
        foreach (LabMachine machine in scene.Machines.Where(machine => !IsBusy(machine)))
        {
            using var limit = new CancellationTokenSource(Answer);
            try
            {
                return await ask(machine, limit.Token);
            }
            catch (Exception silent) when (
                silent is HoldfastException or HttpRequestException or IOException or OperationCanceledException)
            {
                // The next one is asked.
            }
        }

        return null;
    }
}
