using Holdfast.Client.Dtos;
using Holdfast.Core.Status;
using Holdfast.Linux;

namespace Holdfast.Service.Api.Views;

/// <summary>The processes of a resource as its owner finds them now.</summary>
internal static class RunningProcesses
{
    /// <param name="all">The owner's processes.</param>
    /// <param name="resource">The resource, in an instance of its group.</param>
    /// <param name="instance">That instance.</param>
    public static ResourceProcessesDto Of(IEnumerable<NodeProcess> all, string resource, string instance) => new()
    {
        Processes =
        [
            .. from process in all
               where process.Hosts.Contains(resource, StringComparer.Ordinal)
                   || (process.Role == "guard" && process.Id == instance)
               let facts = ProcessFacts.Of(process.Pid)
               where facts is not null
               select new RunningProcessDto
               {
                   Pid = process.Pid, Role = process.Role, Id = process.Id,
                   UptimeSeconds = Math.Round(facts.Value.Age.TotalSeconds, 1), MemoryBytes = facts.Value.MemoryBytes,
               },
        ],
    };
}
