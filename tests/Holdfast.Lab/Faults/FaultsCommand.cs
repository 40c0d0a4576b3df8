using System.Globalization;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>The <c>faults</c> command: plays all faults or some on real machines, one JSON line each.</summary>
public static class FaultsCommand
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <returns>0 only if nothing overlapped, no write was lost, and the cluster was well after every run.</returns>
    public static async Task<int> RunAsync(string only, int times, string profile, TextWriter output)
    {
        HashSet<string> wanted =
            [.. only.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        bool Wanted(int number) =>
            wanted.Count == 0 || wanted.Contains(number.ToString(CultureInfo.InvariantCulture));
        Fault[] faults = [.. AllFaults.Create().Where(fault => Wanted(fault.Number)).OrderBy(fault => fault.Number)];
        List<SkippedFault> skipped = [.. SkippedFaults.All.Where(each => Wanted(each.Key))
            .Select(each => new SkippedFault(each.Key, each.Value))];
        if (faults.Length + skipped.Count == 0)
        {
            await Console.Error.WriteLineAsync($"no fault \"{only}\"; there are {string.Join(", ", Numbers())}");
            return 2;
        }

        string? none = await LabNetwork.WhyNotAsync();
        var played = new List<Fault>();
        foreach (Fault fault in faults)
        {
            if ((none ?? await fault.WhyNot()) is { } whyNot)
            {
                skipped.Add(new SkippedFault(fault.Number, whyNot));
            }
            else
            {
                played.Add(fault);
            }
        }

        foreach (SkippedFault each in skipped.OrderBy(each => each.Fault))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(each, Format));
        }

        bool all = true;
        foreach (Fault fault in played)
        {
            all &= await PlayAsync(fault, times, profile, output);
        }

        return all ? 0 : 1;
    }

    private static IEnumerable<int> Numbers() =>
        AllFaults.Create().Select(fault => fault.Number).Concat(SkippedFaults.All.Keys).Order();

    /// <summary>What the cluster says of what happened, for whoever looks for the cause.</summary>
    public static async Task TellAsync(FaultScene scene)
    {
        try
        {
            foreach (EventDto told in await scene.EventsAsync())
            {
                await Console.Error.WriteLineAsync($"  {told.At:HH:mm:ss.fff} {told.Node} {told.Kind}: {told.Message}");
            }
        }
        catch (HoldfastException failed)
        {
            await Console.Error.WriteLineAsync($"  nobody tells what happened: {failed.Message}");
        }
    }

    private static async Task<bool> PlayAsync(Fault fault, int times, string profile, TextWriter output)
    {
        var recovery = new List<long>();
        (long overlap, int lost, string? trouble) = (0, 0, null);
        for (Fault? part = fault; part is not null && trouble is null; part = part.Then)
        {
            if (await part.WhyNot() is { } whyNot)
            {
                await Console.Error.WriteLineAsync($"fault {fault.Number}: not with {part.Title}: {whyNot}");
                continue;
            }

            await using FaultScene scene = await FaultScene.StartAsync(profile, part);
            for (int run = 1; run <= Math.Min(times, part.MostRuns) && trouble is null; run++)
            {
                trouble = await TryAsync(scene, part, run, recovery);
            }

            overlap += scene.Proof.OverlapMs();
            lost += scene.Proof.LostWrites();
        }

        recovery.Sort();
        var result = new FaultResult
        {
            Fault = fault.Number, Runs = recovery.Count, OverlapMs = overlap, LostWrites = lost,
            RecoveryMs = FaultResult.Spread.Of(recovery),
        };
        await Console.Error.WriteLineAsync(
            $"fault {fault.Number}: {TitleOf(fault)}{(trouble is null ? "" : $": {trouble}")}");
        await output.WriteLineAsync(JsonSerializer.Serialize(result, Format));
        await output.FlushAsync();
        return trouble is null && result is { OverlapMs: 0, LostWrites: 0 };
    }

    /// <summary>Plays it once.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    private static async Task<string?> TryAsync(FaultScene scene, Fault fault, int run, List<long> recovery)
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
            recovery.Add(scene.Proof.LongestGapMs(began));
            trouble = fault.Stays && scene.Generation != generation ? "the group was started anew" : null;
        }
        catch (Exception failed) when (failed is TimeoutException or IOException or HoldfastException)
        {
            trouble = failed.Message;
        }

        if (trouble is not null)
        {
            await TellAsync(scene);
        }

        return trouble;
    }

    private static string TitleOf(Fault fault) =>
        fault.Then is { } then ? $"{fault.Title}; then {TitleOf(then)}" : fault.Title;
}
