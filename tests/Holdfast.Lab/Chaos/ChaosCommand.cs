using System.Globalization;
using System.Text.Json;
using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Observation;
using Holdfast.Linux;

namespace Holdfast.Lab.Chaos;

/// <summary>
/// The <c>chaos</c> command: random faults, drawn from a seed, on three machines that are network namespaces, and in
/// the end one JSON line.
/// </summary>
public static class ChaosCommand
{
    private const int LeastSeconds = 10;
    private const int MostSeconds = 86_400;
    private const string Profile = "standard";
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <param name="seconds">How long faults are injected.</param>
    /// <param name="seed">What they are drawn from; empty for any.</param>
    /// <param name="profile">The lease profile; empty for standard.</param>
    /// <param name="output">Where the result goes.</param>
    /// <returns>0 only if nothing overlapped, no write and no registration was lost, and all was well again.</returns>
    public static async Task<int> RunAsync(string seconds, string seed, string profile, TextWriter output)
    {
        string? whyNot = Refusal(seconds, seed, out int length, out int number) ?? await LabNetwork.WhyNotAsync();
        if (whyNot is not null)
        {
            await Console.Error.WriteLineAsync($"chaos: {whyNot}");
            return 2;
        }

        using var stop = new StopSignal(CancellationToken.None);
        return await PlayAsync(number, TimeSpan.FromSeconds(length), profile.Length > 0 ? profile : Profile, output,
            stop.Token);
    }

    /// <summary>What is wrong with the arguments, and what to give instead; null if nothing is.</summary>
    public static string? Refusal(string seconds, string seed, out int length, out int number)
    {
        number = Random.Shared.Next();
        if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            || length is < LeastSeconds or > MostSeconds)
        {
            return $"SECONDS is \"{seconds}\": give a whole number from {LeastSeconds} to {MostSeconds}, "
                + "as in make chaos SECONDS=120";
        }

        return seed.Length == 0 || int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            ? null
            : $"SEED is \"{seed}\": give a whole number from 0 to {int.MaxValue}, or none to have one drawn";
    }

    private static async Task<int> PlayAsync(
        int seed, TimeSpan length, string profile, TextWriter output, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChaosStep> plan = ChaosPlan.Draw(
            seed, length, [.. ChaosFaults.Create().Select(fault => (fault.Name, fault.Weight))]);
        await Console.Error.WriteLineAsync(
            $"seed {seed}: {plan.Count} faults in {length.TotalSeconds} s; starting three machines…");
        await using FaultScene scene = await FaultScene.StartAsync(
            profile, FaultsCommand.IsServed(profile), SurroundingsChaos.PrepareAsync);
        await scene.RegisterAsync();
        await using RegistrationWatch watch = await RegistrationWatch.StartAsync(
            [.. scene.Machines.Select(machine => (machine.Name, machine.Api))], () => scene.Machines[0].Api,
            scene.Registered);
        var run = new ChaosRun(scene, plan, Console.Error);
        string? trouble = null;
        try
        {
            await run.PlayAsync(cancellationToken);
            await Console.Error.WriteLineAsync("all faults are taken back; waiting until all is well…");
            await scene.HealthyAsync();
            await watch.AllAnsweredAsync(Until.Patience);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("interrupted; cleaning up…");
            return 130;
        }
        catch (Exception failed) when (failed is TimeoutException or IOException or HoldfastException)
        {
            trouble = failed.Message;
        }

        return await ReportAsync(seed, scene, watch, run, trouble, output);
    }

    private static async Task<int> ReportAsync(
        int seed, FaultScene scene, RegistrationWatch watch, ChaosRun run, string? trouble, TextWriter output)
    {
        var result = new ChaosResult
        {
            Seed = seed, Faults = run.Faults, OverlapMs = scene.Proof.OverlapMs(),
            LostWrites = scene.Proof.LostWrites(), RegistrationsLost = watch.NullReads,
            RecoveryMs = FaultResult.Spread.Of(run.RecoveryMs()),
            ClientMs = run.ClientMs() is { } client ? FaultResult.Spread.Of(client) : null,
        };
        bool held = trouble is null && result is { OverlapMs: 0, LostWrites: 0, RegistrationsLost: 0 };
        foreach (string fault in watch.Faults.Take(10))
        {
            await Console.Error.WriteLineAsync($"  {fault}");
        }

        if (!held)
        {
            await Console.Error.WriteLineAsync($"not well: {trouble ?? "see the figures"}");
            await FaultsCommand.TellAsync(scene);
        }

        await Console.Error.WriteLineAsync(
            $"{run.Faults} faults, {scene.Proof.Last?.Count} writes, {watch.Polls} answers of registrations looked at");
        await output.WriteLineAsync(JsonSerializer.Serialize(result, Format));
        await output.FlushAsync();
        return held ? 0 : 1;
    }
}
