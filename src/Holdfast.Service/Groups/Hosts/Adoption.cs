using Holdfast.Core.Groups;
using Holdfast.Service.Groups.Guards;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>What a service that started again found alive of a group.</summary>
internal sealed record Adoption(IGroupGuard Guard, IReadOnlyList<GroupEvent.Adopted> Resources);
