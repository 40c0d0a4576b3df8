using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Machines.Setup;

/// <summary>
/// Whether the cluster's profile still fits once a machine has joined. It was chosen by what was measured on the first
/// machine, when its member of the database was the only one and a commit went over no network.
/// </summary>
/// <param name="Profile">The cluster's; empty where nothing could be measured.</param>
/// <param name="Reasons">What was measured, and what to do if it does not fit.</param>
internal sealed record ProfileCheck(string Profile, IReadOnlyList<string> Reasons)
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pauses = TimeSpan.FromSeconds(1);

    /// <summary>Takes a second and some commits. That it fails does not undo the join.</summary>
    /// <param name="options">The machine's, whose own member is asked first.</param>
    /// <param name="say">Told what goes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ProfileCheck> RunAsync(
        NodeOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        say("measuring pauses of this machine, and commits");
        TimeSpan pause = await Measurement.LongestPauseAsync(Pauses).ConfigureAwait(false);
        TimeSpan election = options.Machine?.Member is { } member ? member.Election * 2 : Measurement.Election;
        try
        {
            await using EtcdDatabase database = EtcdDatabase.Open(options.Etcd! with
            {
                TryTimeout = TryTimeout, Warn = say,
            });
            TimeSpan commit = await Measurement.SlowestCommitAsync(database, cancellationToken).ConfigureAwait(false);
            ReadResult read = await database.ReadAsync(Keys.Cluster, cancellationToken).ConfigureAwait(false);
            ClusterConfig cluster = StoredDocuments.Decode<ClusterConfig>(read.Items.Single());
            LeaseProfile used = LeaseProfiles.Read(cluster.Profile);
            return new ProfileCheck(used.Name, ProfileProposal.Judge(used, pause, commit, election));
        }
        catch (Exception failed) when (failed is DatabaseUnavailableException or InvalidOperationException)
        {
            say($"whether the cluster's profile fits was not measured: {failed.Message}");
            return new ProfileCheck("", []);
        }
    }
}
