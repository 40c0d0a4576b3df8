using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>JSON of the answers: camelCase, nulls written, so that a member is always there.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 64)]
[JsonSerializable(typeof(ClusterDto))]
[JsonSerializable(typeof(ClusterStatusDto))]
[JsonSerializable(typeof(IReadOnlyList<NodeDto>))]
[JsonSerializable(typeof(IReadOnlyList<GroupDto>))]
[JsonSerializable(typeof(IReadOnlyList<ResourceDto>))]
[JsonSerializable(typeof(IReadOnlyList<TypeDto>))]
[JsonSerializable(typeof(MoveDto))]
[JsonSerializable(typeof(ControlDto))]
[JsonSerializable(typeof(PollHistoryDto))]
[JsonSerializable(typeof(ResourceProcessesDto))]
[JsonSerializable(typeof(NodeLoadDto))]
[JsonSerializable(typeof(RegistrationDto))]
[JsonSerializable(typeof(PackageDto))]
[JsonSerializable(typeof(EventListDto))]
[JsonSerializable(typeof(ChangeDto))]
[JsonSerializable(typeof(PageLinkDto))]
[JsonSerializable(typeof(IReadOnlyList<NodePageLinkDto>))]
[JsonSerializable(typeof(VersionDto))]
[JsonSerializable(typeof(CallerDto))]
[JsonSerializable(typeof(MadeApiTokenDto))]
[JsonSerializable(typeof(IReadOnlyList<ApiTokenDto>))]
[JsonSerializable(typeof(PersonDto))]
[JsonSerializable(typeof(IReadOnlyList<PersonDto>))]
[JsonSerializable(typeof(FenceDeviceDto))]
[JsonSerializable(typeof(IReadOnlyList<FenceDeviceDto>))]
[JsonSerializable(typeof(IReadOnlyList<FenceAgentDto>))]
[JsonSerializable(typeof(FenceTestDto))]
[JsonSerializable(typeof(IReadOnlyList<FenceDto>))]
[JsonSerializable(typeof(GroupExplanationDto))]
[JsonSerializable(typeof(ResourceExplanationDto))]
[JsonSerializable(typeof(NodeExplanationDto))]
[JsonSerializable(typeof(PlanDto))]
[JsonSerializable(typeof(ReplayDto))]
[JsonSerializable(typeof(ConfigurationChangesDto))]
[JsonSerializable(typeof(QuorumDto))]
[JsonSerializable(typeof(JoinTokenDto))]
[JsonSerializable(typeof(JoinDto))]
[JsonSerializable(typeof(AuthorityDto))]
[JsonSerializable(typeof(AuthorityKeyDto))]
[JsonSerializable(typeof(MachineCertificateDto))]
[JsonSerializable(typeof(MachineDto))]
[JsonSerializable(typeof(RenewalDto))]
[JsonSerializable(typeof(MemberRecordsDto))]
[JsonSerializable(typeof(AgreementDto))]
[JsonSerializable(typeof(RestoreDto))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ClientJson : JsonSerializerContext
{
    private static ClientJson? _indented;

    /// <summary>The same members, indented for people.</summary>
    public static ClientJson Indented => _indented ??= new ClientJson(new JsonSerializerOptions(Default.Options)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>JSON of requests and problems: members that are null are left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition =
        JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateGroupRequest))]
[JsonSerializable(typeof(UpdateGroupRequest))]
[JsonSerializable(typeof(MoveGroupRequest))]
[JsonSerializable(typeof(UpdateClusterRequest))]
[JsonSerializable(typeof(UpdateNodeRequest))]
[JsonSerializable(typeof(PauseNodeRequest))]
[JsonSerializable(typeof(ResumeNodeRequest))]
[JsonSerializable(typeof(ConfirmDeadRequest))]
[JsonSerializable(typeof(CreateResourceRequest))]
[JsonSerializable(typeof(UpdateResourceRequest))]
[JsonSerializable(typeof(FailResourceRequest))]
[JsonSerializable(typeof(RegisterTypeRequest))]
[JsonSerializable(typeof(SimulateRequest))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(ApiTokenRequest))]
[JsonSerializable(typeof(PersonRequest))]
[JsonSerializable(typeof(FenceDeviceRequest))]
[JsonSerializable(typeof(FenceNodeRequest))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(CertificateRenewalRequest))]
[JsonSerializable(typeof(RenewalRequest))]
[JsonSerializable(typeof(AgreementRequest))]
[JsonSerializable(typeof(ProblemDto))]
public sealed partial class RequestJson : JsonSerializerContext;
