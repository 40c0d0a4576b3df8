using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>Plays one fault in all its ways, on a scene for each layout, and keeps what came of it.</summary>
/// <param name="profile">The lease profile of the clusters.</param>
/// <param name="times">How often it is played in each way.</param>
public sealed class FaultPlay(string profile, int times)
{
    private const int LookMs = 50;
    private const int MostTold = 10;
    private readonly List<FaultFigures> _figures = [];

    /// <summary>What went wrong, so that it was played no further; null if nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What came of each scene.</summary>
    public IReadOnlyList<FaultFigures> Figures => _figures;

    /// <summary>Whether nothing went wrong, nothing overlapped, and no write and no registration was lost.</summary>
    public bool Held => Trouble is null && _figures.All(figures => figures is
    {
        OverlapMs: 0, LostWrites: 0, RegistrationsLost: 0,
    });

    public async Task AllAsync(Fault fault)
    {
        foreach ((int index, Fault way) in fault.Ways.Index())
        {
            if (await way.WhyNot() is { } whyNot)
            {
                await Console.Error.WriteLineAsync($"fault {fault.Number}: not with {way.Title}: {whyNot}");
                continue;
            }

            int runs = Math.Min(times, way.MostRuns);
            if (runs < way.Kinds)
            {
                await Console.Error.WriteLineAsync($"fault {fault.Number}: {runs} of the {way.Kinds} kinds of "
                    + $"\"{way.Title}\" are played; TIMES={way.Kinds} plays each");
            }

            int played = 0;
            for (int i = 0; i < way.Layouts.Count && Trouble is null; i++)
            {
                int last = ((runs * (i + 1)) + way.Layouts.Count - 1) / way.Layouts.Count;
                await (last > played
                    ? OnLayoutAsync(way, index, way.Layouts[i], played + 1, last)
                    : Task.CompletedTask);
                played = last;
            }
        }
    }

    /// <summary>A scene that cannot be set up or taken down is a fault that failed, and no end of all others.</summary>
    private async Task OnLayoutAsync(Fault way, int index, Layout layout, int first, int last)
    {
        try
        {
            await OnSceneAsync(way, index, layout, first, last);
        }
        catch (Exception failed) when (failed is TimeoutException or IOException or HoldfastException)
        {
            Trouble ??= $"the scene on {layout} machines: {failed.Message}";
            _figures.Add(new FaultFigures { Fault = way.Number, Way = index, Profile = profile, Failed = 1 });
        }
    }

    private async Task OnSceneAsync(Fault way, int index, Layout layout, int first, int last)
    {
        await using FaultScene scene = await FaultScene.StartAsync(
            profile, way, layout, FaultsCommand.IsServed(profile));
        await scene.RegisterAsync();
        await using RegistrationWatch watch = await RegistrationWatch.StartAsync(
            [.. scene.Machines.Select(machine => (machine.Name, machine.Api))], () => scene.Machines[0].Api,
            scene.Registered, LookMs);
        var runs = new List<Run>();
        for (int run = first; run <= last && Trouble is null; run++)
        {
            Trouble = await TryAsync(scene, way, watch, run, runs);
        }

        _figures.Add(new FaultFigures
        {
            Fault = way.Number, Way = index, Profile = profile, Failed = Trouble is null ? 0 : 1,
            Moved = runs.Count(run => run.Moved), OverlapMs = scene.Proof.OverlapMs(),
            LostWrites = scene.Proof.LostWrites(), RegistrationsLost = watch.NullReads,
            RecoveryMs = [.. runs.Select(run => run.RecoveryMs)],
            ClientMs = [.. runs.Where(run => run.ClientMs is not null).Select(run => run.ClientMs!.Value)],
        });
        foreach (string fault in watch.Faults.Take(MostTold))
        {
            await Console.Error.WriteLineAsync($"  {fault}");
        }
    }

    /// <summary>Plays it once.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    private static async Task<string?> TryAsync(
        FaultScene scene, Fault fault, RegistrationWatch watch, int run, List<Run> runs)
    {
        string? trouble;
        try
        {
            await scene.HealthyAsync();
            await (fault.Apart is { } apart ? scene.PlaceAsync(apart(run)) : Task.CompletedTask);
            long began = OwnershipProof.NowMs;
            long generation = scene.Generation;
            await fault.Play(scene, run);
            await scene.HealthyAsync();
            await watch.AllAnsweredAsync(Until.Patience);
            bool moved = scene.Generation != generation;
            trouble = fault.Stays && moved ? "the group was started anew" : null;
            runs.AddRange(trouble is null
                ? [new Run(scene.Proof.LongestGapMs(began), scene.Proof.ClientGapMs(began), moved)]
                : []);
        }
        catch (Exception failed) when (failed is TimeoutException or IOException or HoldfastException)
        {
            trouble = failed.Message;
        }

        if (trouble is not null)
        {
            await FaultsCommand.TellAsync(scene);
        }

        return trouble is null ? null : $"run {run} on {scene.Machines.Count} machines: {trouble}";
    }

    /// <summary>What came of one run.</summary>
    private sealed record Run(long RecoveryMs, long? ClientMs, bool Moved);
}
