using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>Plays one fault in all its ways, each on a scene of its own, and counts what came of it.</summary>
/// <param name="profile">The lease profile of the clusters.</param>
/// <param name="times">How often it is played in each way.</param>
public sealed class FaultPlay(string profile, int times)
{
    private const int LookMs = 50;
    private const int MostTold = 10;
    private readonly List<long> _recovery = [];
    private readonly List<long> _client = [];
    private long _overlap;
    private int _lost;
    private long _registrationsLost;

    /// <summary>What went wrong, so that it was played no further; null if nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether nothing went wrong, nothing overlapped, and no write and no registration was lost.</summary>
    public bool Held => Trouble is null && (_overlap, _lost, _registrationsLost) == (0, 0, 0);

    /// <summary>What is not in the result's line.</summary>
    public string Told => (_registrationsLost > 0 ? $"; {_registrationsLost} registrations lost" : "")
        + (ClientMs is { } client ? $"; no answer to the client: {client.Median} ms, {client.Max} at most" : "");

    private FaultResult.Spread? ClientMs => _client.Count == 0 ? null : FaultResult.Spread.Of(_client);

    public FaultResult Result(int fault) => new()
    {
        Fault = fault, Runs = _recovery.Count, OverlapMs = _overlap, LostWrites = _lost,
        RecoveryMs = FaultResult.Spread.Of(_recovery), ClientMs = ClientMs,
    };

    public async Task AllAsync(Fault fault)
    {
        for (Fault? way = fault; way is not null && Trouble is null; way = way.Then)
        {
            if (await way.WhyNot() is { } whyNot)
            {
                await Console.Error.WriteLineAsync($"fault {fault.Number}: not with {way.Title}: {whyNot}");
                continue;
            }

            await OnSceneAsync(way);
        }
    }

    private async Task OnSceneAsync(Fault way)
    {
        await using FaultScene scene = await FaultScene.StartAsync(profile, way, FaultsCommand.IsServed(profile));
        await scene.Machines[0].CliAsync("type", "register", Programs.CounterPackage);
        await scene.HealthyAsync();
        await using RegistrationWatch watch = await RegistrationWatch.StartAsync(
            [.. scene.Machines.Select(machine => (machine.Name, machine.Api))], () => scene.Machines[0].Api, LookMs);
        for (int run = 1; run <= Math.Min(times, way.MostRuns) && Trouble is null; run++)
        {
            Trouble = await TryAsync(scene, way, watch, run);
        }

        _overlap += scene.Proof.OverlapMs();
        _lost += scene.Proof.LostWrites();
        _registrationsLost += watch.NullReads;
        foreach (string fault in watch.Faults.Take(MostTold))
        {
            await Console.Error.WriteLineAsync($"  {fault}");
        }
    }

    /// <summary>Plays it once.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    private async Task<string?> TryAsync(FaultScene scene, Fault fault, RegistrationWatch watch, int run)
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
            _recovery.Add(scene.Proof.LongestGapMs(began));
            _client.AddRange(scene.Proof.ClientGapMs(began) is { } gap ? [gap] : []);
            trouble = fault.Stays && scene.Generation != generation ? "the group was started anew" : null;
        }
        catch (Exception failed) when (failed is TimeoutException or IOException or HoldfastException)
        {
            trouble = failed.Message;
        }

        if (trouble is not null)
        {
            await FaultsCommand.TellAsync(scene);
        }

        return trouble;
    }
}
