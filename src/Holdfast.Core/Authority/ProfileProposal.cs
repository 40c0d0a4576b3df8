using System.Globalization;

namespace Holdfast.Core.Authority;

/// <summary>Which lease profile fits what was measured on a machine, and why.</summary>
/// <param name="Profile">The shortest that fits.</param>
/// <param name="Reasons">Whole sentences, with the numbers.</param>
public sealed record ProfileProposal(LeaseProfile Profile, IReadOnlyList<string> Reasons)
{
    /// <param name="pause">The longest that a process which asked to run was kept waiting.</param>
    /// <param name="commit">The longest of the commits that were measured.</param>
    /// <param name="election">
    /// How long the database may take no commits because it elects another leader; a lease must outlive that.
    /// </param>
    public static ProfileProposal For(TimeSpan pause, TimeSpan commit, TimeSpan election)
    {
        LeaseProfile chosen = LeaseProfile.All.FirstOrDefault(profile => Fits(profile, pause, commit, election))
            ?? LeaseProfile.Wide;
        var reasons = new List<string> { Measured(pause, commit, election) };
        LeaseProfile? shorter = LeaseProfile.All.LastOrDefault(profile => profile.Authority < chosen.Authority);
        if (shorter is not null)
        {
            reasons.Add($"{shorter.Name} (a lease of {Text(shorter.Authority)}) leaves no room for that: "
                + $"{Left(shorter, pause, commit, election)} would be left, and half is wanted for what was not "
                + "measured.");
        }

        reasons.Add($"{chosen.Name}: a node's death is followed by a start elsewhere after {Text(chosen.Wait)} of "
            + "silence and a commit.");
        reasons.Add(LeaseInequality.Arithmetic(chosen) + ".");
        if (!Fits(chosen, pause, commit, election))
        {
            reasons.Add("Even this one is not safe from lapsing here: the machine or its disk is too slow.");
        }

        return new ProfileProposal(chosen, reasons);
    }

    /// <summary>
    /// Whether a profile that a cluster uses already fits what was measured since, and what to do if not: whole
    /// sentences, with the numbers.
    /// </summary>
    /// <param name="used">The cluster's.</param>
    /// <param name="pause">As in <see cref="For"/>.</param>
    /// <param name="commit">As in <see cref="For"/>.</param>
    /// <param name="election">As in <see cref="For"/>.</param>
    public static IReadOnlyList<string> Judge(
        LeaseProfile used, TimeSpan pause, TimeSpan commit, TimeSpan election)
    {
        string left = $"{Left(used, pause, commit, election)} would be left after a renewal that came "
            + "late, met an election and was sent twice, and half is wanted for what was not measured";
        if (Fits(used, pause, commit, election))
        {
            return [Measured(pause, commit, election), $"The cluster's profile {used.Name} fits: {left}."];
        }

        LeaseProfile? longer = LeaseProfile.All.FirstOrDefault(
            profile => profile.Authority > used.Authority && Fits(profile, pause, commit, election));
        return
        [
            Measured(pause, commit, election),
            $"The cluster's profile {used.Name} does not fit: {left}, and a commit may take "
                + $"{Text(used.Authority / 4)}. A node may lose its lease, and stop what it runs, though nothing is "
                + "broken.",
            longer is null
                ? "No profile has room for that: find out what keeps this machine, its disk or its network so busy."
                : $"{longer.Name} fits, with {Left(longer, pause, commit, election)} left; a node's death is then "
                    + $"followed by a start elsewhere after {Text(longer.Wait)} of silence and a commit: "
                    + $"holdfast cluster set --profile {longer.Name}. Or find out what keeps this machine, its disk or "
                    + "its network so busy.",
        ];
    }

    private static string Measured(TimeSpan pause, TimeSpan commit, TimeSpan election) =>
        $"The longest pause of a process was {Text(pause)}, the slowest commit {Text(commit)}; the election of "
        + $"another leader of the database takes up to {Text(election)}.";

    /// <summary>
    /// Half of the lease must be left when a renewal came late by a pause, met an election, and had to be sent twice.
    /// </summary>
    private static bool Fits(LeaseProfile profile, TimeSpan pause, TimeSpan commit, TimeSpan election) =>
        Room(profile, pause, commit, election) >= profile.Authority / 2 && commit <= profile.Authority / 4;

    private static TimeSpan Room(LeaseProfile profile, TimeSpan pause, TimeSpan commit, TimeSpan election) =>
        profile.Authority - profile.Heartbeat - (pause * 2) - (commit * 2) - election;

    private static string Left(LeaseProfile profile, TimeSpan pause, TimeSpan commit, TimeSpan election)
    {
        TimeSpan room = Room(profile, pause, commit, election);
        return $"{(room > TimeSpan.Zero ? Text(room) : "nothing")} of {Text(profile.Authority)}";
    }

    private static string Text(TimeSpan span) => span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.##} s");
}
