using Holdfast.Client.Errors;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines.Setup;

/// <summary>
/// A copy of a member's data beside it, before it is made the only one: what it makes of its data is for good, and etcd
/// has had faults there. Deleting it is left to people.
/// </summary>
internal sealed class MemberCopy(EtcdMemberOptions member, Action<string> say)
{
    private const int Tries = 10;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Where it is.</summary>
    public string Folder { get; } =
        Path.Combine(member.Folder, $"before-force-quorum-{DateTime.UtcNow:yyyyMMdd-HHmmss}");

    /// <summary>Whether one ran, and was ended for it.</summary>
    public bool EndedIt { get; private set; }

    /// <summary>Ends the member and copies its data; the service starts it again.</summary>
    /// <exception cref="HoldfastException">There is no data, or no room for a copy.</exception>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (!EtcdRepair.HasData(member))
        {
            throw new HoldfastException(ErrorCodes.MemberNotReady,
                $"the data of {member.Name} is not in {member.MemberFolder}: there is nothing to go on with here. "
                + "Where another machine has its data, do it there; else make the cluster anew and restore a backup");
        }

        say($"keeping a copy of its data in {Folder}");
        Exception? last = null;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                EndedIt |= await EtcdProcess.EndAsync(member, StopPatience).ConfigureAwait(false);
                if (Copies(cancellationToken))
                {
                    return;
                }
            }
            catch (IOException busy)
            {
                last = busy;
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        throw new HoldfastException(ErrorCodes.MemberNotReady,
            $"{member.Name} is started again and again: end its service (systemctl stop holdfastd), then try again"
            + (last is null ? "" : $" ({last.Message})"));
    }

    /// <summary>Whole or not at all; false if the member runs.</summary>
    private bool Copies(CancellationToken cancellationToken)
    {
        string unfinished = Folder + ".unfinished";
        try
        {
            if (!EtcdProcess.TryCopyData(member, unfinished, cancellationToken))
            {
                return false;
            }

            Directory.Move(unfinished, Folder);
            return true;
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException)
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            if (failed is OperationCanceledException)
            {
                throw;
            }

            throw new HoldfastException(ErrorCodes.MemberNotReady,
                $"{member.MemberFolder} could not be copied to {Folder}: {failed.Message}. Nothing was changed",
                failed);
        }
    }
}
