using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Linux;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines;

/// <summary>
/// The service on a machine that only votes: it keeps the member of the database running, learns the others, and renews
/// its certificate. It holds no resources and answers nobody.
/// </summary>
internal static class WitnessHost
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Is there while the witness works.</summary>
    public static string ReadyFile(NodeOptions options) => Path.Combine(options.RunFolder, "witness");

    /// <summary>Runs until SIGTERM or SIGINT; the member goes on.</summary>
    public static async Task<int> RunAsync(
        NodeOptions options, MachineOptions machine, EtcdMemberOptions member, Action<string> say,
        CancellationToken cancellationToken)
    {
        using var signal = new StopSignal(cancellationToken);
        CancellationToken asked = signal.Token;
        using var certificates = new MachineCertificates(machine.Certificates);
        await using EtcdSupervisor etcd = EtcdSupervisor.Start(member, TimeProvider.System, say);
        await using EtcdDatabase database = EtcdDatabase.Open(options.Etcd! with { Warn = say });
        database.BeginConnect();
        string ready = ReadyFile(options);
        await File.WriteAllTextAsync(ready, "", asked).ConfigureAwait(false);
        ServiceNotify.Send("READY=1\nSTATUS=witness of the cluster");
        var upkeep = new MemberUpkeep(machine, certificates, TimeProvider.System, say);
        string? before = null;
        while (!asked.IsCancellationRequested)
        {
            try
            {
                await upkeep.RunAsync(database, token => NodeUrlsAsync(database, token), asked)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (asked.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                if (failed.Message != before)
                {
                    say(before = failed.Message);
                }

                await Task.Delay(Pause, asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        File.Delete(ready);
        return 0;
    }

    /// <summary>Where nodes answer, from the database.</summary>
    private static async Task<IReadOnlyList<Uri>> NodeUrlsAsync(
        EtcdDatabase database, CancellationToken cancellationToken)
    {
        ReadResult read = await database.ReadAsync(Keys.Machines, cancellationToken).ConfigureAwait(false);
        return [.. read.Items.Select(StoredDocuments.Decode<MachineConfig>)
            .Where(machine => machine.Role == MachineConfig.NodeRole)
            .Select(machine => MachineOptions.UrlOf(machine.Address, machine.Port))];
    }
}
