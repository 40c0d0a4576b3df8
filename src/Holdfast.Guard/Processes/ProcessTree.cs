using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>A process as the kernel has it now; the start time tells it from a later one with the same id.</summary>
internal readonly record struct TreeMember(int Pid, long StartTime);

/// <summary>Finds all processes that came of some that were started here, however they have forked.</summary>
/// <remarks>
/// The descendants are found by parenthood. One whose parent has ended is found among the orphans, by the variables
/// HOLDFAST_RESOURCE and HOLDFAST_PROCESS that it was started with; an orphan that threw these away belongs only to the
/// group, and goes when that is ended.
/// </remarks>
internal sealed class ProcessTree(Enclosure enclosure, ProcessTable table)
{
    private const char Zombie = 'Z';
    private const char Dead = 'X';

    /// <param name="targets">Whose trees.</param>
    /// <param name="everything">All orphans too, whosever they were.</param>
    public List<TreeMember> Collect(IReadOnlyCollection<GuardedProcess> targets, bool everything)
    {
        var found = new Dictionary<int, TreeMember>();
        foreach (var target in targets.Where(t => !t.HasExited))
        {
            Add(target.Pid, found);
        }

        if (enclosure.OrphanParent != 0)
        {
            foreach (int orphan in Children.Of(enclosure.OrphanParent))
            {
                if (!table.IsRunning(orphan) && (everything || ComesFrom(orphan, targets)))
                {
                    Add(orphan, found);
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>True if it is still that process, and not one that has its number.</summary>
    public static bool IsStill(TreeMember member) => PidFd.StartTime(member.Pid) == member.StartTime;

    private static void Add(int root, Dictionary<int, TreeMember> found)
    {
        var waiting = new Stack<int>([root]);
        while (waiting.TryPop(out int pid))
        {
            if (found.ContainsKey(pid) || PidFd.StartTime(pid) is not { } startTime || IsOver(pid))
            {
                continue;
            }

            found.Add(pid, new TreeMember(pid, startTime));
            foreach (int child in Children.Of(pid))
            {
                waiting.Push(child);
            }
        }
    }

    private static bool IsOver(int pid)
    {
        string stat = Read($"/proc/{pid}/stat");
        int state = stat.LastIndexOf(')') + 2;
        return state >= stat.Length || stat[state] is Zombie or Dead;
    }

    private static bool ComesFrom(int pid, IReadOnlyCollection<GuardedProcess> targets)
    {
        string[] variables = Read($"/proc/{pid}/environ").Split('\0');
        return targets.Any(target => variables.Contains($"HOLDFAST_RESOURCE={target.Resource}")
            && variables.Contains($"HOLDFAST_PROCESS={target.Name}"));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
