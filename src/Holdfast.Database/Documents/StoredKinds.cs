using System.Text.Json.Serialization;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Database.Documents;

/// <summary>
/// The kinds of stored records, so that a compiler that compiles ahead sees which code their contracts need. It is not
/// what reads or writes them: see <see cref="DocumentJson"/>.
/// </summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClusterConfig))]
[JsonSerializable(typeof(ClusterEvent))]
[JsonSerializable(typeof(CoordinatorState))]
[JsonSerializable(typeof(DecisionRecord))]
[JsonSerializable(typeof(FenceDeviceConfig))]
[JsonSerializable(typeof(FenceDeviceStatus))]
[JsonSerializable(typeof(FenceState))]
[JsonSerializable(typeof(GroupConfig))]
[JsonSerializable(typeof(GroupState))]
[JsonSerializable(typeof(GroupStatus))]
[JsonSerializable(typeof(JoinTokenRecord))]
[JsonSerializable(typeof(MachineConfig))]
[JsonSerializable(typeof(MemberState))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(NodeConfig))]
[JsonSerializable(typeof(NodeState))]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(PersonConfig))]
[JsonSerializable(typeof(ResourceConfig))]
[JsonSerializable(typeof(ResourceTypeConfig))]
[JsonSerializable(typeof(Revocations))]
internal sealed partial class StoredKinds : JsonSerializerContext;
