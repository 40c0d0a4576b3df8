using System.Globalization;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

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

    /// <summary>
    /// Whether the resource has an address with this profile: the leases of <c>fast</c> are too short for one.
    /// </summary>
    public static bool IsServed(string profile) => profile != "fast";

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

    /// <summary>Plays it, writes its line, and keeps its figures for the table.</summary>
    private static async Task<bool> PlayAsync(Fault fault, int times, string profile, TextWriter output)
    {
        var play = new FaultPlay(profile, times);
        await play.AllAsync(fault);
        await Console.Error.WriteLineAsync(
            $"fault {fault.Number}: {fault.WholeTitle}{(play.Trouble is null ? "" : $": {play.Trouble}")}{play.Told}");
        await output.WriteLineAsync(JsonSerializer.Serialize(play.Result(fault.Number), Format));
        await output.FlushAsync();
        return play.Held;
    }
}
