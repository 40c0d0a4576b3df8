using System.Globalization;

namespace Holdfast.Core.Membership;

/// <summary>A member of the cluster database, as far as majorities are concerned.</summary>
/// <param name="Name">The machine's name.</param>
/// <param name="Votes">Whether it counts for a majority; one that is still catching up does not.</param>
/// <param name="Answers">Whether it answered when it was last asked.</param>
public sealed record Voter(string Name, bool Votes, bool Answers);

/// <summary>
/// Whether the members of the cluster database can decide anything, and what one more loss would do, in words.
/// </summary>
/// <remarks>
/// It counts what answered whoever asks; the members themselves may see each other differently. It is for people, and
/// decides nothing.
/// </remarks>
public sealed record Quorum
{
    /// <summary>Nodes agree with each other while nobody reaches the database (failsafe), if none of them is gone.
    /// </summary>
    private const string Agreement = "resources run on while all nodes agree with each other, but for groups that are "
        + "to stop without the database";

    private const string Gone = "There is no quorum: nothing can be changed or renewed. If only members of the "
        + $"database are lost, {Agreement}; if a node is lost as well, they stop when their leases end.";

    private const string After = $"If it is only a member of the database, {Agreement}; if a node is lost with it, "
        + "they stop when their leases end.";

    private Quorum(int votes, int answering, string words) => (Votes, Answering, Words) = (votes, answering, words);

    /// <summary>How many members have a vote.</summary>
    public int Votes { get; }

    /// <summary>How many votes are needed to decide: more than half.</summary>
    public int Needed => (Votes / 2) + 1;

    /// <summary>How many members with a vote answered.</summary>
    public int Answering { get; }

    public bool Holds => Votes > 0 && Answering >= Needed;

    /// <summary>How many more may be lost before nothing can be decided.</summary>
    public int Spare => Math.Max(0, Answering - Needed);

    /// <summary>What all this means, and what to do about it.</summary>
    public string Words { get; }

    /// <param name="members">All members, asked just now.</param>
    /// <param name="foreign">Whether somebody else runs them: no command of Holdfast adds or removes one.</param>
    public static Quorum Of(IReadOnlyCollection<Voter> members, bool foreign = false)
    {
        Voter[] voters = [.. members.Where(member => member.Votes)];
        Voter[] silent = [.. voters.Where(member => !member.Answers)];
        var counted = new Quorum(voters.Length, voters.Length - silent.Length, "");
        string learners = string.Join(", ", members.Where(member => !member.Votes).Select(member => member.Name));
        string[] said =
        [
            Count(counted, silent), foreign ? ForeignLoss(counted) : Loss(counted),
            learners.Length > 0 ? $"{learners} is still catching up and has no vote yet." : "",
        ];
        return new Quorum(
            counted.Votes, counted.Answering, string.Join(' ', said.Where(sentence => sentence.Length > 0)));
    }

    private static string Count(Quorum quorum, Voter[] silent)
    {
        string missing = silent.Length == 0
            ? ""
            : $"; {string.Join(", ", silent.Select(member => member.Name))} "
                + (silent.Length == 1 ? "does" : "do") + " not answer";
        return string.Create(CultureInfo.InvariantCulture,
            $"{quorum.Answering} of {quorum.Votes} votes answer, {quorum.Needed} are needed{missing}.");
    }

    private static string Loss(Quorum quorum) => quorum switch
    {
        { Votes: 0 } => "There is nobody to vote.",
        { Holds: false } => Gone + " Start the members that are missing; where they are lost for good, see "
            + "`holdfast cluster force-quorum --help` on a machine that is left.",
        { Votes: 1 } => "One more loss ends the cluster: this is its only member. Join two more machines "
            + "(holdfast cluster token), or one machine and a witness.",
        { Votes: 2 } => $"One more loss, of either, ends the quorum. {After} Add a third vote: a machine, or a "
            + "witness (holdfast cluster witness).",
        { Spare: 0 } => $"One more loss ends the quorum. {After} Bring back what does not answer, or remove it "
            + "(holdfast cluster remove) if it is lost for good.",
        _ => NoHarm(quorum),
    };

    private static string ForeignLoss(Quorum quorum) => quorum switch
    {
        { Votes: 0 } => "There is nobody to vote.",
        { Holds: false } => Gone + " Start the members that are missing; Holdfast does not run them.",
        { Votes: 1 } => "One more loss ends the cluster: this etcd has a single member. Give it three; Holdfast does "
            + "not run them.",
        { Votes: 2 } => $"One more loss, of either, ends the quorum. {After} Give this etcd a third member; Holdfast "
            + "does not run them.",
        { Spare: 0 } => $"One more loss ends the quorum. {After} Bring back the members that do not answer; Holdfast "
            + "does not run them.",
        _ => NoHarm(quorum),
    };

    private static string NoHarm(Quorum quorum) => quorum.Spare == 1
        ? "One more loss does no harm; a second one would end the quorum."
        : string.Create(CultureInfo.InvariantCulture,
            $"One more loss does no harm; {quorum.Spare} may be lost at the same time.");
}
