namespace Holdfast.Client.Errors;

/// <summary>The stable codes of everything that can be refused or go wrong; <see cref="ErrorCatalog"/> says what each
/// means.</summary>
public static class ErrorCodes
{
    public const string Unexpected = "HF1000";
    public const string MalformedBody = "HF1001";
    public const string Invalid = "HF1002";
    public const string BodyTooLarge = "HF1003";
    public const string WrongMediaType = "HF1004";
    public const string NotAuthenticated = "HF1005";
    public const string NotAllowed = "HF1006";
    public const string HostNotAllowed = "HF1007";
    public const string NoSuchAddress = "HF1008";
    public const string WrongMethod = "HF1009";
    public const string DatabaseUnavailable = "HF1010";
    public const string OutcomeUnknown = "HF1011";
    public const string ChangedMeanwhile = "HF1012";
    public const string NotReachable = "HF1013";
    public const string ServerNotTrusted = "HF1014";
    public const string TimedOut = "HF1015";
    public const string UnknownMember = "HF1016";
    public const string MissingMember = "HF1017";
    public const string WrongValue = "HF1018";
    public const string BadName = "HF1019";
    public const string BadQuery = "HF1020";
    public const string NotAnApi = "HF1021";
    public const string NoWhatIf = "HF1022";
    public const string NotASavedState = "HF1023";
    public const string TooManyRequests = "HF1024";
    public const string TokenExists = "HF1025";
    public const string NoToken = "HF1026";
    public const string PersonExists = "HF1027";
    public const string NoPerson = "HF1028";
    public const string BadCertificate = "HF1029";

    public const string NoNode = "HF1103";
    public const string OwnerNotReachable = "HF1104";
    public const string NodeNotDown = "HF1105";
    public const string NodeOwnsGroups = "HF1106";
    public const string NotDrained = "HF1107";
    public const string WrongEpoch = "HF1108";
    public const string LastPossibleOwner = "HF1109";

    public const string GroupExists = "HF1201";
    public const string NoGroup = "HF1203";
    public const string GroupHasResources = "HF1204";
    public const string GroupNotOffline = "HF1205";
    public const string MoveRefused = "HF1206";
    public const string GroupFailed = "HF1207";
    public const string GroupDependencyOnItself = "HF1208";
    public const string GroupDependencyCycle = "HF1209";
    public const string GroupDependencyTwice = "HF1210";
    public const string GroupHasDependents = "HF1211";
    public const string BadCondition = "HF1212";
    public const string PromotedTooMany = "HF1213";
    public const string InstanceNeeded = "HF1214";
    public const string PromotedWithoutRoles = "HF1215";

    public const string ResourceExists = "HF1301";
    public const string NoResource = "HF1303";
    public const string ResourceHasDependents = "HF1304";
    public const string ResourceNotOffline = "HF1305";
    public const string UnknownProperty = "HF1307";
    public const string BadProperty = "HF1308";
    public const string MissingProperty = "HF1309";
    public const string ResourceNotOwned = "HF1310";
    public const string OperationFailed = "HF1311";
    public const string NoControl = "HF1312";
    public const string GroupWantedOffline = "HF1313";
    public const string ResourceFailed = "HF1314";
    public const string DependencyUnknown = "HF1321";
    public const string DependencyElsewhere = "HF1322";
    public const string DependencyOnItself = "HF1323";
    public const string DependencyCycle = "HF1324";
    public const string DependencyEmpty = "HF1325";
    public const string DependencyTwice = "HF1326";
    public const string DependenciesTooMany = "HF1327";

    public const string JoinRefused = "HF1501";
    public const string NotAcrossMachines = "HF1502";
    public const string TooManyTries = "HF1503";
    public const string MachineExists = "HF1504";
    public const string MembersRefused = "HF1505";
    public const string NoMachine = "HF1506";
    public const string NodeNotEvicted = "HF1507";
    public const string MachinePrepared = "HF1508";
    public const string MemberNotReady = "HF1509";
    public const string WrongAuthority = "HF1510";
    public const string NotAToken = "HF1511";
    public const string NoMemberProgram = "HF1512";
    public const string ServiceNotReady = "HF1513";
    public const string BackupDamaged = "HF1514";
    public const string BackupOlder = "HF1515";
    public const string QuorumHolds = "HF1516";
    public const string ClusterExists = "HF1517";

    public const string NoFenceDevice = "HF1601";
    public const string FenceDeviceExists = "HF1602";
    public const string AgentRefused = "HF1603";
    public const string NodeWithoutDevice = "HF1604";
    public const string FencesHeld = "HF1605";
    public const string LastOfQuorum = "HF1606";
    public const string NodeIsOff = "HF1607";

    public const string TypeExists = "HF1401";
    public const string NoType = "HF1403";
    public const string TypeInUse = "HF1404";
    public const string NoPackage = "HF1405";
    public const string PackageRefused = "HF1406";
    public const string TypeBuiltIn = "HF1407";
    public const string TypeNotInPackage = "HF1408";
}
