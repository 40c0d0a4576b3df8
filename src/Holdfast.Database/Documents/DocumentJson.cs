using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Database.Documents;

/// <summary>How every record that the cluster database stores is written as JSON.</summary>
/// <remarks>
/// Contracts are read by reflection, not generated: the generator of .NET 10 passes every init-only member to the
/// constructor call, so a member that a document lacks becomes null or 0 instead of the record's own default, and a
/// document
/// of an older version would be read wrong. A service that is compiled ahead keeps all of Core for it, and
/// <see cref="StoredKinds"/> has the code for every kind of value compiled.
/// </remarks>
public static class DocumentJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Programs keep Core whole.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "StoredKinds has the code compiled.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(StoredKinds))]
    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            MaxDepth = 32,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters =
            {
                new JsonStringEnumConverter(),
                new DurationConverter(),
                new ValueListConverter<string>(),
                new ValueListConverter<ValueList<string>>(),
                new ValueListConverter<GroupDependency>(),
                new ValueListConverter<IssuedCertificate>(),
                new ValueListConverter<DateTimeOffset>(),
                new ValueListConverter<FenceNote>(),
                new ValueListConverter<DeviceRegistration>(),
                new ValueListConverter<ObservedMember>(),
                new ValueListConverter<FailoverRecord>(),
                new ValueListConverter<ResourceStatus>(),
                new ValueListConverter<NodeProcess>(),
                new ValueMapConverter<string>(),
                new ValueMapConverter<long>(),
                new ValueMapConverter<TimeSpan>(),
            },
        };
        options.MakeReadOnly();
        return options;
    }
}
