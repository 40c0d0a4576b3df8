using System.CommandLine;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.WhatIf;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;

namespace Holdfast.Service.Decisions;

/// <summary>
/// <c>holdfastd offline …</c>: what the command line asks of this program about a saved state, without a cluster.
/// </summary>
/// <remarks>Answers are the API's JSON on standard output; a file that cannot be read ends with 1 and a line on
/// standard error.</remarks>
internal static class OfflineCommands
{
    public static Command Create()
    {
        var offline = new Command("offline", "Answers about a saved state, for holdfast simulate and replay.")
        {
            Hidden = true,
        };
        var file = new Argument<string>("file");
        var request = new Option<string>("--request") { DefaultValueFactory = _ => "{}" };
        var simulate = new Command("simulate") { file, request };
        simulate.SetAction(parsed => Guarded(
            parsed.GetValue(file)!, state => Simulate(state, parsed.GetValue(request)!)));
        var replay = new Command("replay") { file };
        replay.SetAction(parsed => Guarded(parsed.GetValue(file)!, state => JsonSerializer.Serialize(
            Replay.Of(state), ClientJson.Default.ReplayDto)));
        offline.Subcommands.Add(simulate);
        offline.Subcommands.Add(replay);
        return offline;
    }

    private static string Simulate(SavedState state, string request)
    {
        SimulateRequest asked = JsonSerializer.Deserialize(request, RequestJson.Default.SimulateRequest)
            ?? new SimulateRequest();
        return SimulateChanges.Of(asked, state.Snapshot).Succeeded(
            out IReadOnlyList<WhatIfChange>? changes, out Refusal? refusal)
            ? JsonSerializer.Serialize(
                WhatIfPlans.Of(state.Snapshot, state.Observer, changes, state.WallClock, state.Now),
                ClientJson.Default.PlanDto)
            : throw new FormatException(string.Join("; ", refusal.Errors.Select(Describe)));
    }

    private static string Describe(ErrorDto error) => $"{error.Path}: {error.Message}";

    private static int Guarded(string file, Func<SavedState, string> answer)
    {
        try
        {
            Console.Out.WriteLine(answer(SavedState.Read(File.ReadAllText(file))));
            return 0;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{file}: {error.Message}");
            return 1;
        }
    }
}
