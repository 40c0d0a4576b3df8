using System.Diagnostics;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Linux;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Machines.Setup;

/// <summary>Starts the service of a machine that was just set up: its unit where systemd runs, else in the background.
/// </summary>
internal static class ServiceStart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static bool BySystemd(SetupPlaces places) => HoldfastClient.OwnUserId == 0
        && places.Config == SetupPlaces.SystemConfig && Directory.Exists("/run/systemd/system");

    /// <summary>What a person starts it with.</summary>
    public static string Command(SetupPlaces places) => BySystemd(places)
        ? "systemctl enable --now holdfastd"
        : $"{Environment.ProcessPath} --config {places.Config}";

    /// <summary>Returns once the node is up; a witness once it runs.</summary>
    /// <exception cref="HoldfastException">It does not come up.</exception>
    public static async Task RunAsync(SetupPlaces places, NodeOptions options, CancellationToken cancellationToken)
    {
        if (BySystemd(places))
        {
            using var systemctl = Process.Start("systemctl", ["enable", "--now", "holdfastd"]);
            await systemctl.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (systemctl.ExitCode != 0)
            {
                throw new HoldfastException(
                    ErrorCodes.ServiceNotReady, "systemctl enable --now holdfastd failed: see journalctl -u holdfastd");
            }

            return;
        }

        using SpawnedProcess service = Spawn(places);
        await ReadyAsync(service, places, options, cancellationToken).ConfigureAwait(false);
    }

    private static SpawnedProcess Spawn(SetupPlaces places)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(places.ServiceLog)!);
            return ProcessSpawner.Start(new ProcessStart
            {
                FileName = Environment.ProcessPath!, Arguments = ["--config", places.Config],
                WorkingDirectory = places.Data, Output = Stdio.AppendTo(places.ServiceLog),
            });
        }
        catch (LinuxException failed)
        {
            throw new HoldfastException(ErrorCodes.ServiceNotReady, failed.Message, failed);
        }
    }

    private static async Task ReadyAsync(
        SpawnedProcess service, SetupPlaces places, NodeOptions options, CancellationToken cancellationToken)
    {
        using HoldfastClient client = HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(options.ApiSocket));
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            string trouble = await TroubleAsync(client, options, cancellationToken).ConfigureAwait(false);
            if (trouble.Length == 0)
            {
                return;
            }

            if (service.TryReap() is { } ended)
            {
                throw new HoldfastException(ErrorCodes.ServiceNotReady,
                    $"holdfastd ended ({ended}); {places.ServiceLog} says why");
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new HoldfastException(ErrorCodes.ServiceNotReady,
                    $"holdfastd runs, but {trouble}; its output is in {places.ServiceLog}");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> TroubleAsync(
        HoldfastClient client, NodeOptions options, CancellationToken cancellationToken)
    {
        if (options.Machine is { IsWitness: true })
        {
            return File.Exists(WitnessHost.ReadyFile(options)) ? "" : "the witness is not ready";
        }

        try
        {
            NodeDto node = await client.Nodes.ShowAsync(options.Node, cancellationToken).ConfigureAwait(false);
            return node.State is "Joining" or "Down" ? $"the node is {node.State}" : "";
        }
        catch (HoldfastException failed)
        {
            return failed.Message;
        }
    }
}
