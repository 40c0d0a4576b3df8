using System.Globalization;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;
using Holdfast.Linux.Netlink;

namespace Holdfast.Lab.Faults;

/// <summary>The <c>faults</c> command: plays all faults or some on real machines, one JSON line each.</summary>
public static class FaultsCommand
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <returns>0 only if nothing overlapped, no write was lost, and the cluster was well after every run.</returns>
    /// <param name="only">Numbers with commas between them; empty for all.</param>
    /// <param name="times">How often each is played.</param>
    /// <param name="profile">The lease profile.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="keep">The file to which figures for the table are added; empty for none.</param>
    public static async Task<int> RunAsync(string only, int times, string profile, TextWriter output, string keep = "")
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
            var play = new FaultPlay(profile, times);
            await play.AllAsync(fault);
            await ReportAsync(fault, play, keep, output);
            all &= play.Held;
        }

        return all ? 0 : 1;
    }

    private static IEnumerable<int> Numbers() =>
        AllFaults.Create().Select(fault => fault.Number).Concat(SkippedFaults.All.Keys).Order();

    /// <summary>
    /// Whether the resource has an address with this profile: the leases of <c>fast</c> are too short for one where the
    /// kernel's packet filter does not end it in time.
    /// </summary>
    public static bool IsServed(string profile) =>
        profile != "fast" || AddressTimeouts.WhyNot() is null;

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

    private static async Task ReportAsync(Fault fault, FaultPlay play, string keep, TextWriter output)
    {
        foreach (FaultFigures each in keep.Length > 0 ? play.Figures : [])
        {
            each.AppendTo(keep);
        }

        FaultFigures all = FaultFigures.Together(play.Figures);
        var result = new FaultResult
        {
            Fault = fault.Number, Runs = all.RecoveryMs.Count, OverlapMs = all.OverlapMs, LostWrites = all.LostWrites,
            RecoveryMs = FaultResult.Spread.Of(all.RecoveryMs),
            ClientMs = all.ClientMs.Count == 0 ? null : FaultResult.Spread.Of(all.ClientMs),
        };
        await Console.Error.WriteLineAsync($"fault {fault.Number}: {fault.WholeTitle}: moved in {all.Moved} runs"
            + (result.ClientMs is { } client ? $", no answer to the client {client.Median} ms, at most {client.Max}"
                : "")
            + (all.RegistrationsLost > 0 ? $", {all.RegistrationsLost} registrations lost" : "")
            + (play.Trouble is { } trouble ? $": {trouble}" : ""));
        await output.WriteLineAsync(JsonSerializer.Serialize(result, Format));
        await output.FlushAsync();
    }
}
