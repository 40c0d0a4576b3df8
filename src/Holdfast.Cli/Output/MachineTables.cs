using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Machines, votes and the health of the database for people.</summary>
internal static class MachineTables
{
    private const double MiB = 1 << 20;

    public static void Show(Terminal terminal, QuorumDto quorum)
    {
        terminal.Line($"cluster {quorum.Cluster}, database {quorum.Engine}"
            + (quorum.Votes == 0 ? "" : quorum.HasQuorum ? ", has quorum" : ", NO QUORUM"));
        if (quorum.Members.Count > 0)
        {
            terminal.Line();
            terminal.Write(List(quorum.Members));
        }

        terminal.Line();
        terminal.Line(quorum.Words);
        Notes(terminal, quorum.Alarms, quorum.Warnings);
    }

    /// <summary>One line, and what is wrong.</summary>
    public static void Database(Terminal terminal, DatabaseDto database)
    {
        terminal.Line(FormattableString.Invariant($"database {database.Engine} {database.Version}, ")
            + FormattableString.Invariant($"{database.Answering} of {database.Members} members answer, ")
            + (database.Leader.Length > 0 ? $"{database.Leader} leads" : "no leader")
            + FormattableString.Invariant($", {database.Bytes / MiB:0.#} MiB"));
        Notes(terminal, database.Alarms, database.Warnings);
    }

    public static void Show(Terminal terminal, MachineDto machine)
    {
        terminal.Line($"cluster    {machine.Cluster}");
        terminal.Line($"{machine.Role,-10} {machine.Node} at {machine.Address}");
        terminal.Line($"settings   {machine.Config}");
        terminal.Line($"data       {machine.Data}");
        if (machine.Profile.Length > 0)
        {
            terminal.Line($"profile    {machine.Profile}");
            foreach (string reason in machine.Reasons)
            {
                terminal.Line($"           {reason}");
            }
        }

        terminal.Line($"service    {(machine.Started ? "runs" : "not started")}");
        terminal.Line($"next       {machine.Next}");
    }

    private static Table List(IReadOnlyList<QuorumMemberDto> members)
    {
        Table table = Terminal.Table("MACHINE", "ROLE", "ADDRESS", "VOTE", "STATE", "VERSION", "SIZE", "WHY");
        foreach (QuorumMemberDto member in members)
        {
            Terminal.Row(table, member.Name, member.Role, member.Address, member.Vote,
                member.Vote == "None" ? "" : member.Leader ? "Leads" : member.Answers ? "Answers" : "Silent",
                member.Version, member.Bytes > 0 ? FormattableString.Invariant($"{member.Bytes / MiB:0.#} MiB") : "",
                member.Trouble);
        }

        return table;
    }

    private static void Notes(Terminal terminal, IReadOnlyList<string> alarms, IReadOnlyList<string> warnings)
    {
        foreach (string alarm in alarms)
        {
            terminal.Line($"alarm: {alarm}");
        }

        foreach (string warning in warnings)
        {
            terminal.Line($"warning: {warning}");
        }
    }
}
